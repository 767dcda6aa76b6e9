package dev.postern.customer.session;

import dev.postern.common.transport.AtStart;
import dev.postern.common.transport.InTime;
import dev.postern.customer.session.KillOrder.Kind;
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
 * The record of sessions. Whether one is live goes by the database's clock, and by whether its
 * customer may log in at all. Fails if the database does not answer in time.
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

  private static final String INSERT =
      """
      INSERT INTO session
             (id, customer, channel, mode, started_at, last_seen_at, idle_until, expires_at)
      VALUES ($1, $2, $3, $4, $5, now(), now() + $6 * interval '1 second',
              now() + $7 * interval '1 second')
      """;

  private static final String SEEN =
      """
      UPDATE session
         SET last_seen_at = now(),
             idle_until = greatest(idle_until, now() + $2 * interval '1 second')
       WHERE id = $1 AND ended_at IS NULL
         AND customer IN (SELECT id FROM customer WHERE status = 'ACTIVE')
      """;

  private static final String END =
      """
      UPDATE session SET ended_at = now()
       WHERE ended_at IS NULL AND id = $1
         AND customer = (SELECT id FROM customer WHERE customer_id = $2)
      RETURNING id
      """;

  private static final String END_REPLACED =
      "UPDATE session SET ended_at = now() WHERE ended_at IS NULL AND id = $1 RETURNING id";

  private static final String END_OTHERS =
      """
      UPDATE session SET ended_at = now()
       WHERE ended_at IS NULL AND now() < idle_until AND now() < expires_at AND id <> $1
         AND customer = (SELECT id FROM customer WHERE customer_id = $2)
      RETURNING id
      """;

  private static final String END_ALL =
      """
      UPDATE session SET ended_at = now()
       WHERE ended_at IS NULL AND customer = (SELECT id FROM customer WHERE customer_id = $1)
      """;

  /**
   * A session that begins.
   *
   * @param customer the internal id
   * @param idle after this it is over if it is not seen again
   */
  record NewSession(
      UUID id,
      UUID customer,
      String channel,
      SessionMode mode,
      Instant startedAt,
      Duration idle,
      Duration lifetime) {}

  private final Pool pool;

  SessionStore(Pool pool) {
    this.pool = pool;
  }

  /** The first statement takes longest: no caller should wait for that. */
  void warmUp(@Observes StartupEvent start) {
    AtStart.complete(() -> read(new UUID(0, 0)).replaceWithVoid());
  }

  /** The live session of this id. */
  @InTime
  Uni<Optional<StoredSession>> find(UUID id) {
    return read(id);
  }

  /** A customer's live sessions, in the order of their ids, behind the one named. */
  @InTime
  Uni<List<StoredSession>> page(String customerId, UUID after, int limit) {
    return pool.preparedQuery(
            COLUMNS
                + "WHERE c.customer_id = $1 AND s.id > $2 AND"
                + LIVE
                + "ORDER BY s.id LIMIT $3")
        .execute(Tuple.of(customerId, after, limit))
        .map(rows -> stream(rows).map(StoredSession::read).toList());
  }

  /**
   * It was seen just now, and lives on for at least so long, within its lifetime.
   *
   * @return whether it had not been ended
   */
  @InTime
  Uni<Boolean> see(UUID id, Duration idle) {
    return pool.preparedQuery(SEEN)
        .execute(Tuple.of(id, idle.toSeconds()))
        .map(seen -> seen.rowCount() == 1);
  }

  @InTime
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

  /** The order to kill this session, if it was a live one of this customer. */
  Uni<List<KillOrder>> end(SqlClient transaction, UUID id, String customerId) {
    return transaction
        .preparedQuery(END)
        .execute(Tuple.of(id, customerId))
        .map(SessionStore::orders);
  }

  /** The same, whoever's it was. */
  Uni<List<KillOrder>> endReplaced(SqlClient transaction, UUID id) {
    return transaction.preparedQuery(END_REPLACED).execute(Tuple.of(id)).map(SessionStore::orders);
  }

  Uni<List<KillOrder>> endOthers(SqlClient transaction, UUID kept, String customerId) {
    return transaction
        .preparedQuery(END_OTHERS)
        .execute(Tuple.of(kept, customerId))
        .map(SessionStore::orders);
  }

  /** One order for all, and for tokens of which there is no row any more. */
  Uni<List<KillOrder>> endAll(SqlClient transaction, String customerId) {
    return transaction
        .preparedQuery(END_ALL)
        .execute(Tuple.of(customerId))
        .replaceWith(List.of(new KillOrder(Kind.CUSTOMER, customerId)));
  }

  private Uni<Optional<StoredSession>> read(UUID id) {
    return pool.preparedQuery(COLUMNS + "WHERE s.id = $1 AND" + LIVE)
        .execute(Tuple.of(id))
        .map(rows -> stream(rows).findFirst().map(StoredSession::read));
  }

  private static List<KillOrder> orders(RowSet<Row> ended) {
    return stream(ended)
        .map(row -> new KillOrder(Kind.SESSION, row.getUUID(0).toString()))
        .toList();
  }

  private static Stream<Row> stream(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false);
  }
}
