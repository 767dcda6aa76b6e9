package dev.postern.auth.event;

import dev.postern.common.event.EventKey;
import dev.postern.common.event.EventKind;
import dev.postern.common.event.Kill;
import java.time.Duration;
import java.time.Instant;

/**
 * An event to be written.
 *
 * @param actor the client that caused it
 */
public record EventDraft(EventKind kind, Kill kill, String actor) {
  public static final Duration LONGEST_TOKEN_LIFE = Kill.REMEMBERED_FOR;

  /** The end of something, whenever it was issued; remembered until then. */
  public static EventDraft ending(EventKind kind, String id, Instant expiresAt, String actor) {
    return new EventDraft(kind, new Kill(EventKey.of(kind, id), Kill.FOREVER, expiresAt), actor);
  }

  /** The end of everything of somebody that was issued up to this second. */
  public static EventDraft endingUpTo(
      EventKind kind, String id, Instant cutoff, Instant expiresAt, String actor) {
    return new EventDraft(kind, new Kill(EventKey.of(kind, id), cutoff, expiresAt), actor);
  }
}
