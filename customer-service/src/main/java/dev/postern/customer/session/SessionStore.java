package dev.postern.customer.session;

import dev.postern.common.boot.BlockingStartup;
import dev.postern.common.database.DatabaseTimeout;
import dev.postern.customer.account.Customer;
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

  /** Nothing of who is erased meanwhile; erasing waits for it, and it for erasing. */
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

  private static final String END =
      """
      UPDATE session SET ended_at = now()
       WHERE ended_at IS NULL AND id = $1
         AND customer = (SELECT id FROM customer WHERE customer_id = $2)
      RETURNING id, $2::text
      """;

  /** A session that is over already, but whose tokens may not be. */
  private static final String IS_END_PENDING =
      """
      SELECT 1 FROM session s JOIN customer c ON c.id = s.customer
       WHERE s.id = $1 AND c.customer_id = $2 AND s.ended_at IS NOT NULL
         AND EXISTS (SELECT 1 FROM kill_order k
                      WHERE k.customer_id = $2 AND (k.kind = 'CUSTOMER' OR k.id = s.id::text))
      """;

  private static final String END_REPLACED =
      """
      UPDATE session SET ended_at = now()
       WHERE ended_at IS NULL AND id = $1
      RETURNING id, (SELECT customer_id FROM customer WHERE customer.id = session.customer)
      """;

  private static final String COUNT =
      """
      SELECT count(*) FROM session
       WHERE customer = $1 AND ended_at IS NULL AND now() < idle_until AND now() < expires_at
      """;

  /** In one order, so that many at once do not wait for each other. */
  private static final String END_OLDEST =
      """
      UPDATE session SET ended_at = now()
        FROM (SELECT id FROM session
               WHERE ended_at IS NULL AND id IN (
                 SELECT id FROM session
                  WHERE customer = $1 AND ended_at IS NULL
                    AND now() < idle_until AND now() < expires_at
                  ORDER BY started_at DESC, id OFFSET $2)
               ORDER BY id FOR UPDATE) AS oldest
       WHERE session.id = oldest.id
      RETURNING session.id, $3::text
      """;

  private static final String END_KILLED =
      "UPDATE session SET ended_at = now() WHERE ended_at IS NULL AND id = ANY ($1)";

  private static final String END_OTHERS =
      """
      UPDATE session SET ended_at = now()
       WHERE ended_at IS NULL AND now() < idle_until AND now() < expires_at AND id <> $1
         AND customer = (SELECT id FROM customer WHERE customer_id = $2)
      RETURNING id, $2::text
      """;

  private static final String END_ALL =
      """
      UPDATE session SET ended_at = now()
       WHERE ended_at IS NULL AND customer = (SELECT id FROM customer WHERE customer_id = $1)
      """;

  private static final String ERASE =
      "DELETE FROM session WHERE customer = (SELECT id FROM customer WHERE customer_id = $1)";

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
    BlockingStartup.complete(() -> read(new UUID(0, 0)).replaceWithVoid());
  }

  /** The live session of this id. */
  @DatabaseTimeout
  Uni<Optional<StoredSession>> find(UUID id) {
    return read(id);
  }

  /** A customer's live sessions, in the order of their ids, behind the one named. */
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

  /** They are dead already: nobody need be told. */
  @DatabaseTimeout
  Uni<Void> endRevoked(List<UUID> ids) {
    return pool.preparedQuery(END_KILLED)
        .execute(Tuple.of((Object) ids.toArray(UUID[]::new)))
        .replaceWithVoid();
  }

  /**
   * It was seen just now, and lives on for at least so long, within its lifetime.
   *
   * @return when it is over if nothing happens; nothing if it is over already
   */
  @DatabaseTimeout
  Uni<Optional<Instant>> see(UUID id, Duration idle) {
    return pool.preparedQuery(SEEN)
        .execute(Tuple.of(id, idle.toSeconds()))
        .map(seen -> stream(seen).findFirst().map(row -> row.getOffsetDateTime(0).toInstant()));
  }

  /** How many live ones the customer of this internal id has. */
  @DatabaseTimeout
  Uni<Long> count(UUID customer) {
    return pool.preparedQuery(COUNT)
        .execute(Tuple.of(customer))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /** Leaves so many live ones, those that began last. */
  Uni<List<RevocationOrder>> endOldest(SqlClient transaction, Customer customer, int left) {
    return transaction
        .preparedQuery(END_OLDEST)
        .execute(Tuple.of(customer.id(), left, customer.customerId()))
        .map(SessionStore::orders);
  }

  /** Whether the customer had this session, which has ended, and auth-service was not told yet. */
  Uni<Boolean> isEndPending(SqlClient transaction, UUID id, String customerId) {
    return transaction
        .preparedQuery(IS_END_PENDING)
        .execute(Tuple.of(id, customerId))
        .map(found -> found.size() > 0);
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

  /** The order to revoke this session, if it was a live one of this customer. */
  Uni<List<RevocationOrder>> end(SqlClient transaction, UUID id, String customerId) {
    return transaction
        .preparedQuery(END)
        .execute(Tuple.of(id, customerId))
        .map(SessionStore::orders);
  }

  /** The same, whoever's it was. */
  Uni<List<RevocationOrder>> endReplaced(SqlClient transaction, UUID id) {
    return transaction.preparedQuery(END_REPLACED).execute(Tuple.of(id)).map(SessionStore::orders);
  }

  Uni<List<RevocationOrder>> endOthers(SqlClient transaction, UUID kept, String customerId) {
    return transaction
        .preparedQuery(END_OTHERS)
        .execute(Tuple.of(kept, customerId))
        .map(SessionStore::orders);
  }

  /** One order for all, and for tokens of which there is no row any more. */
  Uni<List<RevocationOrder>> endAll(SqlClient transaction, String customerId) {
    return transaction
        .preparedQuery(END_ALL)
        .execute(Tuple.of(customerId))
        .replaceWith(List.of(RevocationOrder.ofCustomer(customerId)));
  }

  /** The same, and no row is left. */
  Uni<List<RevocationOrder>> eraseAll(SqlClient transaction, String customerId) {
    return transaction
        .preparedQuery(ERASE)
        .execute(Tuple.of(customerId))
        .replaceWith(List.of(RevocationOrder.ofCustomer(customerId)));
  }

  private Uni<Optional<StoredSession>> read(UUID id) {
    return pool.preparedQuery(COLUMNS + "WHERE s.id = $1 AND" + LIVE)
        .execute(Tuple.of(id))
        .map(rows -> stream(rows).findFirst().map(StoredSession::read));
  }

  private static List<RevocationOrder> orders(RowSet<Row> ended) {
    return stream(ended)
        .map(row -> RevocationOrder.ofSession(row.getUUID(0), row.getString(1)))
        .toList();
  }

  private static Stream<Row> stream(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false);
  }
}
