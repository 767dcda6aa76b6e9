package dev.postern.customer.session;

import dev.postern.common.session.CustomerSession;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.UUID;

/**
 * A live session, as stored.
 *
 * @param customerId the opaque identifier
 * @param endsAt when it expires unless it is used again
 * @param isSeenLongAgo whether its last use was written long enough ago to write it again
 */
record StoredSession(
    UUID id,
    String customerId,
    String channel,
    SessionMode mode,
    Instant startedAt,
    Instant lastSeenAt,
    Instant endsAt,
    boolean isSeenLongAgo) {

  /** In the order of {@code SessionStore.COLUMNS}. */
  static StoredSession read(Row row) {
    return new StoredSession(
        row.getUUID(0),
        row.getString(1),
        row.getString(2),
        SessionMode.valueOf(row.getString(3)),
        row.getOffsetDateTime(4).toInstant(),
        row.getOffsetDateTime(5).toInstant(),
        row.getOffsetDateTime(6).toInstant(),
        row.getBoolean(7));
  }

  StoredSession endingAt(Instant end) {
    return new StoredSession(
        id, customerId, channel, mode, startedAt, lastSeenAt, end, isSeenLongAgo);
  }

  CustomerSession toCustomerSession() {
    return new CustomerSession(id.toString(), customerId, channel, startedAt, endsAt);
  }
}
