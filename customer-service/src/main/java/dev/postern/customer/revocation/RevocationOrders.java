package dev.postern.customer.revocation;

import dev.postern.customer.outbox.OutboxTable;
import dev.postern.customer.outbox.Placed;
import dev.postern.customer.revocation.RevocationOrder.Target;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** The table {@code revocation_order}. */
@Singleton
public class RevocationOrders implements OutboxTable<RevocationOrder> {

  /** Stamped with the time of the statement, since logins may follow the transaction's begin. */
  private static final String PLACE =
      """
      INSERT INTO revocation_order (kind, id, customer_id, placed_at)
      SELECT kind, id, customer_id, clock_timestamp()
        FROM unnest($1::text[], $2::text[], $3::text[]) AS placed (kind, id, customer_id)
      RETURNING seq, kind, id, customer_id, placed_at
      """;

  private static final String OF_CUSTOMER =
      """
      SELECT seq, kind, id, customer_id, placed_at FROM revocation_order
       WHERE customer_id = $1 ORDER BY seq
      """;

  /** Leaves out new orders: their callers are about to deliver them. */
  private static final String LOCK_DUE =
      """
      SELECT seq, kind, id, customer_id, placed_at FROM revocation_order
       WHERE placed_at < now() - interval '2 seconds'
       ORDER BY seq LIMIT 100 FOR UPDATE SKIP LOCKED
      """;

  private static final String FORGET = "DELETE FROM revocation_order WHERE seq = ANY ($1)";

  @Override
  public Uni<List<Placed<RevocationOrder>>> place(
      SqlClient transaction, List<RevocationOrder> orders) {
    return transaction
        .preparedQuery(PLACE)
        .execute(
            Tuple.tuple()
                .addArrayOfString(column(orders, order -> order.target().name()))
                .addArrayOfString(column(orders, RevocationOrder::id))
                .addArrayOfString(column(orders, RevocationOrder::customerId)))
        .map(RevocationOrders::read);
  }

  /** The orders that concern this customer and were not delivered yet. */
  public Uni<List<Placed<RevocationOrder>>> ofCustomer(SqlClient transaction, String customerId) {
    return transaction
        .preparedQuery(OF_CUSTOMER)
        .execute(Tuple.of(customerId))
        .map(RevocationOrders::read);
  }

  @Override
  public Uni<List<Placed<RevocationOrder>>> lockDue(SqlClient transaction) {
    return transaction.query(LOCK_DUE).execute().map(RevocationOrders::read);
  }

  @Override
  public Uni<Void> forget(SqlClient connection, List<Placed<RevocationOrder>> delivered) {
    Long[] numbers = delivered.stream().map(Placed::seq).toArray(Long[]::new);
    return connection.preparedQuery(FORGET).execute(Tuple.of((Object) numbers)).replaceWithVoid();
  }

  private static List<Placed<RevocationOrder>> read(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false).map(RevocationOrders::read).toList();
  }

  private static Placed<RevocationOrder> read(Row row) {
    RevocationOrder order =
        new RevocationOrder(
            Target.valueOf(row.getString(1)),
            row.getString(2),
            Optional.ofNullable(row.getString(3)).orElse(""));
    return new Placed<>(row.getLong(0), order, row.getOffsetDateTime(4).toInstant());
  }

  private static String[] column(
      List<RevocationOrder> orders, Function<RevocationOrder, String> value) {
    return orders.stream().map(value).toArray(String[]::new);
  }
}
