package dev.postern.auth.event;

import dev.postern.common.revocation.RevocationEntry;
import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.RevocationKind;
import java.time.Duration;
import java.time.Instant;

/**
 * An event to be written.
 *
 * @param actor the client that caused it
 */
public record EventDraft(RevocationKind kind, RevocationEntry entry, String actor) {
  public static final Duration LONGEST_TOKEN_LIFE = RevocationEntry.REMEMBERED_FOR;

  /** The end of something, whenever it was issued; remembered until then. */
  public static EventDraft ending(RevocationKind kind, String id, Instant expiresAt, String actor) {
    return new EventDraft(
        kind,
        new RevocationEntry(RevocationKey.of(kind, id), RevocationEntry.FOREVER, expiresAt),
        actor);
  }

  /** The end of everything of somebody that was issued up to this second. */
  public static EventDraft endingUpTo(
      RevocationKind kind, String id, Instant cutoff, Instant expiresAt, String actor) {
    return new EventDraft(
        kind, new RevocationEntry(RevocationKey.of(kind, id), cutoff, expiresAt), actor);
  }
}
