package dev.postern.customer.session;

import dev.postern.common.boot.BlockingStartup;
import dev.postern.common.database.DatabaseTimeout;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The record of live sessions. A session is live by the database's clock, and only while its
 * customer may log in. Fails if the database does not answer in time.
 */
@Singleton
class SessionStore {
  private static final String COLUMNS =
      """
      SELECT s.id, c.customer_id, s.channel, s.mode, s.started_at, s.last_seen_at,
             least(s.idle_until, s.expires_at), s.last_seen_at < now() - interval '1 minute'
        FROM session s JOIN customer c ON c.id = s.customer
      """;

  private static final String LIVE =
      " s.ended_at IS NULL AND now() < s.idle_until AND now() < s.expires_at"
          + " AND c.status = 'ACTIVE' ";

  /** Inserts nothing for a customer erased meanwhile: the lock makes both wait for each other. */
  private static final String INSERT =
      """
      INSERT INTO session
             (id, customer, channel, mode, started_at, last_seen_at, idle_until, expires_at)
      SELECT $1::uuid, id, $3::text, $4::text, $5::timestamptz, now(),
             now() + $6 * interval '1 second', now() + $7 * interval '1 second'
        FROM customer WHERE id = $2 AND status <> 'DELETED' FOR KEY SHARE
      """;

  private static final String SEEN =
      """
      UPDATE session
         SET last_seen_at = now(),
             idle_until = greatest(idle_until, now() + $2 * interval '1 second')
       WHERE id = $1 AND ended_at IS NULL AND now() < idle_until AND now() < expires_at
         AND customer IN (SELECT id FROM customer WHERE status = 'ACTIVE')
      RETURNING least(idle_until, expires_at)
      """;

  private static final String COUNT =
      """
      SELECT count(*) FROM session
       WHERE customer = $1 AND ended_at IS NULL AND now() < idle_until AND now() < expires_at
      """;

  private static final String END_REVOKED =
      "UPDATE session SET ended_at = now() WHERE ended_at IS NULL AND id = ANY ($1)";

  private final Pool pool;

  SessionStore(Pool pool) {
    this.pool = pool;
  }

  /** Runs a statement before the first call, since the first one takes longest. */
  void warmUp(@Observes StartupEvent start) {
    BlockingStartup.complete(() -> read(new UUID(0, 0)).replaceWithVoid());
  }

  /** The live session of this id. */
  @DatabaseTimeout
  Uni<Optional<StoredSession>> find(UUID id) {
    return read(id);
  }

  /** A customer's live sessions in the order of their ids, after the given one. */
  @DatabaseTimeout
  Uni<List<StoredSession>> page(String customerId, UUID after, int limit) {
    return pool.preparedQuery(
            COLUMNS
                + "WHERE c.customer_id = $1 AND s.id > $2 AND"
                + LIVE
                + "ORDER BY s.id LIMIT $3")
        .execute(Tuple.of(customerId, after, limit))
        .map(rows -> stream(rows).map(StoredSession::read).toList());
  }

  /** Marks sessions as ended whose tokens are revoked already: no order is needed. */
  @DatabaseTimeout
  Uni<Void> endRevoked(List<UUID> ids) {
    return pool.preparedQuery(END_REVOKED)
        .execute(Tuple.of((Object) ids.toArray(UUID[]::new)))
        .replaceWithVoid();
  }

  /**
   * Notes that the session is used now, and extends it by this idle time within its lifetime.
   *
   * @return when it expires unless it is used again; nothing if it is not live any more
   */
  @DatabaseTimeout
  Uni<Optional<Instant>> see(UUID id, Duration idle) {
    return pool.preparedQuery(SEEN)
        .execute(Tuple.of(id, idle.toSeconds()))
        .map(seen -> stream(seen).findFirst().map(row -> row.getOffsetDateTime(0).toInstant()));
  }

  /** How many live sessions the customer of this internal id has. */
  @DatabaseTimeout
  Uni<Long> count(UUID customer) {
    return pool.preparedQuery(COUNT)
        .execute(Tuple.of(customer))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  @DatabaseTimeout
  Uni<Void> insert(NewSession session) {
    return insert(pool, session);
  }

  Uni<Void> insert(SqlClient connection, NewSession session) {
    return connection
        .preparedQuery(INSERT)
        .execute(
            Tuple.tuple()
                .addUUID(session.id())
                .addUUID(session.customer())
                .addString(session.channel())
                .addString(session.mode().name())
                .addOffsetDateTime(session.startedAt().atOffset(ZoneOffset.UTC))
                .addLong(session.idle().toSeconds())
                .addLong(session.lifetime().toSeconds()))
        .replaceWithVoid();
  }

  private Uni<Optional<StoredSession>> read(UUID id) {
    return pool.preparedQuery(COLUMNS + "WHERE s.id = $1 AND" + LIVE)
        .execute(Tuple.of(id))
        .map(rows -> stream(rows).findFirst().map(StoredSession::read));
  }

  private static Stream<Row> stream(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false);
  }
}
