package dev.postern.customer.profile;

import dev.postern.customer.outbox.OutboxTable;
import dev.postern.customer.outbox.Placed;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * The table {@code profile_erasure}: customers whose profile must not exist. A deleted customer's
 * row is placed in the transaction that deletes.
 *
 * <p>A new customer's row is written before the customer is created and falls due a minute later
 * ({@link #expect}). The transaction that creates the customer withdraws it. If that transaction
 * does not commit, a round erases the profile that may have been handed over.
 */
@Singleton
public class ProfileErasures implements OutboxTable<ProfileErasure> {

  /** A minute is longer than any transaction that creates customers may take. */
  private static final String EXPECT =
      """
      INSERT INTO profile_erasure (customer_id, due_at)
      SELECT customer_id, now() + interval '1 minute' FROM unnest($1::text[]) AS it (customer_id)
      """;

  private static final String WITHDRAW = "DELETE FROM profile_erasure WHERE customer_id = ANY ($1)";

  private static final String PLACE =
      """
      INSERT INTO profile_erasure (customer_id, due_at)
      SELECT customer_id, now() FROM unnest($1::text[]) AS it (customer_id)
      ON CONFLICT (customer_id) DO UPDATE SET due_at = excluded.due_at
      RETURNING seq, customer_id, due_at
      """;

  private static final String LOCK_DUE =
      """
      SELECT seq, customer_id, due_at FROM profile_erasure
       WHERE due_at < now() ORDER BY due_at LIMIT 500 FOR UPDATE SKIP LOCKED
      """;

  private static final String FORGET = "DELETE FROM profile_erasure WHERE seq = ANY ($1)";

  private final Pool pool;

  ProfileErasures(Pool pool) {
    this.pool = pool;
  }

  /** Before customers with these identifiers are created; the caller bounds the time. */
  public Uni<Void> expect(List<String> customerIds) {
    return pool.preparedQuery(EXPECT).execute(array(customerIds)).replaceWithVoid();
  }

  /**
   * Within the transaction that creates these customers, before their profiles are handed over.
   *
   * @return false if it is too late: the transaction must not be committed
   */
  public Uni<Boolean> withdraw(SqlClient transaction, List<String> customerIds) {
    return transaction
        .preparedQuery(WITHDRAW)
        .execute(array(customerIds))
        .map(withdrawn -> withdrawn.rowCount() == customerIds.size());
  }

  @Override
  public Uni<List<Placed<ProfileErasure>>> place(
      SqlClient transaction, List<ProfileErasure> erasures) {
    return transaction
        .preparedQuery(PLACE)
        .execute(array(erasures.stream().map(ProfileErasure::customerId).toList()))
        .map(ProfileErasures::read);
  }

  @Override
  public Uni<List<Placed<ProfileErasure>>> lockDue(SqlClient transaction) {
    return transaction.query(LOCK_DUE).execute().map(ProfileErasures::read);
  }

  @Override
  public Uni<Void> forget(SqlClient connection, List<Placed<ProfileErasure>> delivered) {
    Long[] numbers = delivered.stream().map(Placed::seq).toArray(Long[]::new);
    return connection.preparedQuery(FORGET).execute(Tuple.of((Object) numbers)).replaceWithVoid();
  }

  private static List<Placed<ProfileErasure>> read(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false)
        .map(
            row ->
                new Placed<>(
                    row.getLong(0),
                    new ProfileErasure(row.getString(1)),
                    row.getOffsetDateTime(2).toInstant()))
        .toList();
  }

  private static Tuple array(List<String> customerIds) {
    return Tuple.tuple().addArrayOfString(customerIds.toArray(String[]::new));
  }
}
