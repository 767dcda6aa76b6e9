package dev.postern.customer.admin;

import dev.postern.common.database.DatabaseTimeout;
import dev.postern.common.secret.Secret;
import dev.postern.customer.account.CustomerStatus;
import dev.postern.customer.account.Username;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** The statements on customers' rows. Fails if the database does. */
@Singleton
class CustomerRecords {
  private static final String COLUMNS =
      "id, customer_id, username, status, created_at, last_login_at";

  private static final String SELECT = "SELECT " + COLUMNS + " FROM customer ";

  private static final String INSERT =
      """
      INSERT INTO customer (id, customer_id, username, password_hash, status, created_at)
      VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (username) DO NOTHING
      """;

  private static final String SET_STATUS = "UPDATE customer SET status = $2 WHERE id = $1";

  private static final String ERASE =
      """
      UPDATE customer
         SET status = 'DELETED', username = NULL, password_hash = NULL, last_login_at = NULL,
             password_version = password_version + 1
       WHERE id = $1
      """;

  private static final String LINKED =
      SELECT
          + "WHERE id = (SELECT customer FROM anonymous_customer WHERE anonymous_customer.id = $1)";

  private final Pool pool;

  CustomerRecords(Pool pool) {
    this.pool = pool;
  }

  /** In the order of the identifiers, behind this one. */
  @DatabaseTimeout
  Uni<List<CustomerRecord>> page(String after, int limit) {
    return pool.preparedQuery(SELECT + "WHERE customer_id > $1 ORDER BY customer_id LIMIT $2")
        .execute(Tuple.of(after, limit))
        .map(CustomerRecords::read);
  }

  @DatabaseTimeout
  Uni<List<CustomerRecord>> findByUsername(Username username) {
    return pool.preparedQuery(SELECT + "WHERE username = $1")
        .execute(Tuple.of(username.canonical()))
        .map(CustomerRecords::read);
  }

  @DatabaseTimeout
  Uni<Optional<CustomerRecord>> find(String customerId) {
    return pool.preparedQuery(SELECT + "WHERE customer_id = $1")
        .execute(Tuple.of(customerId))
        .map(rows -> read(rows).stream().findFirst());
  }

  @DatabaseTimeout
  Uni<Optional<CustomerRecord>> find(UUID id) {
    return pool.preparedQuery(SELECT + "WHERE id = $1")
        .execute(Tuple.of(id))
        .map(rows -> read(rows).stream().findFirst());
  }

  /** The customer to whom this anonymous id was linked. */
  @DatabaseTimeout
  Uni<Optional<CustomerRecord>> findLinked(UUID anonymous) {
    return pool.preparedQuery(LINKED)
        .execute(Tuple.of(anonymous))
        .map(rows -> read(rows).stream().findFirst());
  }

  /** Nobody else changes the customer until the transaction ends. */
  Uni<Optional<CustomerRecord>> lock(SqlClient transaction, String customerId) {
    return transaction
        .preparedQuery(SELECT + "WHERE customer_id = $1 FOR NO KEY UPDATE")
        .execute(Tuple.of(customerId))
        .map(rows -> read(rows).stream().findFirst());
  }

  /**
   * @return false if the username is another's
   */
  Uni<Boolean> insert(SqlClient transaction, CustomerRecord customer, Secret passwordHash) {
    return transaction
        .preparedQuery(INSERT)
        .execute(
            Tuple.of(
                customer.id(),
                customer.customerId(),
                customer.username().orElse(null),
                passwordHash.reveal(),
                customer.status().name(),
                customer.createdAt().atOffset(ZoneOffset.UTC)))
        .map(inserted -> inserted.rowCount() == 1);
  }

  Uni<Void> setStatus(SqlClient transaction, UUID id, CustomerStatus status) {
    return transaction
        .preparedQuery(SET_STATUS)
        .execute(Tuple.of(id, status.name()))
        .replaceWithVoid();
  }

  /** The person's data go; the row and the identifier stay. */
  Uni<Void> erase(SqlClient transaction, UUID id) {
    return transaction.preparedQuery(ERASE).execute(Tuple.of(id)).replaceWithVoid();
  }

  private static List<CustomerRecord> read(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false).map(CustomerRecords::read).toList();
  }

  private static CustomerRecord read(Row row) {
    return new CustomerRecord(
        row.getUUID(0),
        row.getString(1),
        Optional.ofNullable(row.getString(2)),
        CustomerStatus.valueOf(row.getString(3)),
        row.getOffsetDateTime(4).toInstant(),
        Optional.ofNullable(row.getOffsetDateTime(5)).map(OffsetDateTime::toInstant));
  }
}
