package dev.postern.auth.event;

import dev.postern.common.revocation.RevocationEntry;
import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.Topic;
import java.time.Duration;
import java.time.Instant;

/**
 * An event to be written, as the row that it becomes.
 *
 * @param code of the kind of revocation, or of the topic
 * @param subject the hash of what is revoked or has changed
 * @param expiresAt until then the log keeps the event
 * @param actor the client that caused it
 */
public record EventDraft(
    int code, RevocationKey subject, Instant cutoff, Instant expiresAt, String actor) {
  public static final Duration LONGEST_TOKEN_LIFE = RevocationEntry.REMEMBERED_FOR;

  /** A revocation of this credential, or of all those with this identifier, whenever issued. */
  public static EventDraft revocation(
      RevocationKind kind, String id, Instant expiresAt, String actor) {
    return revocationUpTo(kind, id, RevocationEntry.FOREVER, expiresAt, actor);
  }

  /** A revocation of all credentials with this identifier that were issued up to this second. */
  public static EventDraft revocationUpTo(
      RevocationKind kind, String id, Instant cutoff, Instant expiresAt, String actor) {
    return new EventDraft(kind.code(), RevocationKey.of(kind, id), cutoff, expiresAt, actor);
  }

  /** A change that revokes nothing. Its row is that of a revocation, for earlier versions. */
  public static EventDraft change(Topic topic, String id, Instant expiresAt, String actor) {
    return new EventDraft(topic.code(), topic.key(id), RevocationEntry.FOREVER, expiresAt, actor);
  }
}
