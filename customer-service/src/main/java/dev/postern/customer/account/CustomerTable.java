package dev.postern.customer.account;

import dev.postern.common.database.DatabaseTimeout;
import dev.postern.common.secret.Secret;
import dev.postern.customer.password.Decoys.HashKind;
import dev.postern.customer.password.Decoys.Share;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The table {@code customer}: every statement that reads or writes accounts. Methods that take a
 * transaction run within it; the others fail if the database does not answer in time.
 */
@Singleton
public class CustomerTable implements CustomerFinder {
  private final Pool pool;

  CustomerTable(Pool pool) {
    this.pool = pool;
  }

  @Override
  @DatabaseTimeout
  public Uni<Optional<Customer>> find(Optional<Username> username) {
    return first(
        CustomerSql.SELECT_CUSTOMER + "WHERE username = $1",
        username.map(Username::canonical).orElse(""),
        CustomerTable::customer);
  }

  /** A login's read that finds nothing, without a timeout: for the start of the service. */
  Uni<Void> readNone() {
    return first(CustomerSql.SELECT_CUSTOMER + "WHERE username = $1", "", CustomerTable::customer)
        .replaceWithVoid();
  }

  /** By the opaque identifier; also finds deleted customers. */
  @DatabaseTimeout
  public Uni<Optional<Customer>> find(String customerId) {
    return first(
        CustomerSql.SELECT_CUSTOMER + "WHERE customer_id = $1",
        customerId,
        CustomerTable::customer);
  }

  /** In the order of the identifiers, after the given one. */
  @DatabaseTimeout
  public Uni<List<CustomerRecord>> page(String after, int limit) {
    return pool.preparedQuery(
            CustomerSql.SELECT_RECORD + "WHERE customer_id > $1 ORDER BY customer_id LIMIT $2")
        .execute(Tuple.of(after, limit))
        .map(rows -> stream(rows).map(CustomerTable::customerRecord).toList());
  }

  @DatabaseTimeout
  public Uni<Optional<CustomerRecord>> findRecord(Username username) {
    return firstRecord(pool, "WHERE username = $1", username.canonical());
  }

  @DatabaseTimeout
  public Uni<Optional<CustomerRecord>> findRecord(String customerId) {
    return firstRecord(pool, "WHERE customer_id = $1", customerId);
  }

  @DatabaseTimeout
  public Uni<Optional<CustomerRecord>> findRecord(UUID id) {
    return firstRecord(pool, "WHERE id = $1", id);
  }

  /** The customer that this anonymous id was linked to. */
  @DatabaseTimeout
  public Uni<Optional<CustomerRecord>> findLinked(UUID anonymous) {
    return first(CustomerSql.SELECT_LINKED, anonymous, CustomerTable::customerRecord);
  }

  /** Locks the customer: no other transaction changes it until this one ends. */
  public Uni<Optional<CustomerRecord>> lock(SqlClient transaction, String customerId) {
    return firstRecord(transaction, "WHERE customer_id = $1 FOR NO KEY UPDATE", customerId);
  }

  /** Locks the customer if it is active. */
  Uni<Boolean> lockActive(SqlClient transaction, UUID id) {
    return transaction
        .preparedQuery(CustomerSql.LOCK_ACTIVE)
        .execute(Tuple.of(id))
        .map(locked -> locked.size() == 1);
  }

  /** Inserts the customers whose usernames are free, and returns their opaque identifiers. */
  public Uni<Set<String>> insert(
      SqlClient transaction, List<NewAccount> accounts, Instant createdAt) {
    return transaction
        .preparedQuery(CustomerSql.INSERT)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(accounts.stream().map(NewAccount::id).toArray(UUID[]::new))
                .addArrayOfString(column(accounts, NewAccount::customerId))
                .addArrayOfString(column(accounts, account -> account.username().canonical()))
                .addArrayOfString(column(accounts, account -> account.passwordHash().reveal()))
                .addArrayOfString(column(accounts, account -> account.status().name()))
                .addOffsetDateTime(createdAt.atOffset(ZoneOffset.UTC)))
        .map(
            rows ->
                stream(rows).map(row -> row.getString(0)).collect(Collectors.toUnmodifiableSet()));
  }

  public Uni<Void> setStatus(SqlClient transaction, UUID id, CustomerStatus status) {
    return transaction
        .preparedQuery(CustomerSql.SET_STATUS)
        .execute(Tuple.of(id, status.name()))
        .replaceWithVoid();
  }

  /** Deletes the person's data; the row and the identifier stay. */
  public Uni<Void> erase(SqlClient transaction, UUID id) {
    return transaction.preparedQuery(CustomerSql.ERASE).execute(Tuple.of(id)).replaceWithVoid();
  }

  /**
   * Notes the time of a login.
   *
   * @return false if the customer was disabled or deleted, or the password changed, since {@code
   *     asRead} was read
   */
  @DatabaseTimeout
  Uni<Boolean> noteLogin(Customer asRead, Instant at) {
    return pool.preparedQuery(CustomerSql.NOTE_LOGIN)
        .execute(Tuple.of(asRead.id(), asRead.passwordVersion(), at.atOffset(ZoneOffset.UTC)))
        .map(still -> still.size() == 1);
  }

  /**
   * Replaces the hash with another one of the same password. Changes nothing if another password
   * was chosen since {@code asRead} was read.
   */
  @DatabaseTimeout
  public Uni<Void> upgradeHash(Customer asRead, Secret fresh) {
    return pool.preparedQuery(CustomerSql.UPGRADE_HASH)
        .execute(Tuple.of(asRead.id(), asRead.passwordHash().reveal(), fresh.reveal()))
        .replaceWithVoid();
  }

  /**
   * Stores a new password of the customer, who has proven the password of {@code asRead}.
   *
   * @return false, and nothing is stored, if another password was chosen since {@code asRead} was
   *     read, or if the customer is deleted
   */
  public Uni<Boolean> replacePassword(SqlClient transaction, Customer asRead, Secret fresh) {
    return transaction
        .preparedQuery(CustomerSql.REPLACE_PASSWORD)
        .execute(Tuple.of(asRead.id(), fresh.reveal(), asRead.passwordVersion()))
        .map(stored -> stored.rowCount() == 1);
  }

  /** Stores a password that an operator has set. Changes nothing if the customer is deleted. */
  public Uni<Void> resetPassword(SqlClient transaction, UUID id, Secret fresh) {
    return transaction
        .preparedQuery(CustomerSql.RESET_PASSWORD)
        .execute(Tuple.of(id, fresh.reveal()))
        .replaceWithVoid();
  }

  /** How many accounts, or accounts of a sample, have which kind of hash. The caller bounds it. */
  Uni<List<Share>> countHashKinds(int limit) {
    return pool.preparedQuery(CustomerSql.COUNT_HASH_KINDS)
        .execute(Tuple.of(limit))
        .map(rows -> stream(rows).map(CustomerTable::share).toList());
  }

  private <T> Uni<Optional<T>> first(String sql, Object parameter, Function<Row, T> read) {
    return pool.preparedQuery(sql)
        .execute(Tuple.of(parameter))
        .map(rows -> stream(rows).findFirst().map(read));
  }

  private static Uni<Optional<CustomerRecord>> firstRecord(
      SqlClient connection, String condition, Object parameter) {
    return connection
        .preparedQuery(CustomerSql.SELECT_RECORD + condition)
        .execute(Tuple.of(parameter))
        .map(rows -> stream(rows).findFirst().map(CustomerTable::customerRecord));
  }

  private static Customer customer(Row row) {
    return new Customer(
        row.getUUID(0),
        row.getString(1),
        Optional.ofNullable(row.getString(2)).map(Username::new),
        Secret.of(Optional.ofNullable(row.getString(3)).orElse("")),
        row.getInteger(4),
        CustomerStatus.valueOf(row.getString(5)));
  }

  private static CustomerRecord customerRecord(Row row) {
    return new CustomerRecord(
        row.getUUID(0),
        row.getString(1),
        Optional.ofNullable(row.getString(2)),
        CustomerStatus.valueOf(row.getString(3)),
        row.getOffsetDateTime(4).toInstant(),
        Optional.ofNullable(row.getOffsetDateTime(5)).map(OffsetDateTime::toInstant));
  }

  private static Share share(Row row) {
    return new Share(new HashKind(row.getString(0), row.getInteger(1)), row.getLong(2));
  }

  private static String[] column(List<NewAccount> accounts, Function<NewAccount, String> value) {
    return accounts.stream().map(value).toArray(String[]::new);
  }

  private static Stream<Row> stream(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false);
  }
}
