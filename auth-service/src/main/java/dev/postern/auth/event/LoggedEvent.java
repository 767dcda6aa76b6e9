package dev.postern.auth.event;

import dev.postern.common.revocation.RevocationEntry;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.Topic;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A row of the log as operators see it.
 *
 * @param kind the label of the kind of revocation, or of the topic
 * @param subjectHash of what is revoked or has changed, in hexadecimal; nothing else is kept of it
 * @param cutoff empty if everything is revoked, whenever it was issued
 * @param actor the client that caused the event
 */
public record LoggedEvent(
    long seq,
    String kind,
    String subjectHash,
    Optional<Instant> cutoff,
    Instant expiresAt,
    Instant createdAt,
    String actor) {

  /** Reads a row of seq, kind, subject_hash, cutoff, expires_at, created_at, actor. */
  static LoggedEvent of(Row row) {
    return new LoggedEvent(
        row.getLong(0),
        label(row.getShort(1)),
        HexFormat.of().formatHex(row.getBuffer(2).getBytes()),
        Optional.of(row.getOffsetDateTime(3).toInstant())
            .filter(cutoff -> cutoff.isBefore(RevocationEntry.FOREVER)),
        row.getOffsetDateTime(4).toInstant(),
        row.getOffsetDateTime(5).toInstant(),
        row.getString(6));
  }

  private static String label(int code) {
    return Topic.ofCode(code)
        .map(Topic::label)
        .orElseGet(() -> RevocationKind.ofCode(code).label());
  }
}
