package dev.postern.customer.session;

import dev.postern.auth.v1.CustomerTokens;
import dev.postern.auth.v1.KillRequest;
import dev.postern.common.transport.GuardConfig;
import dev.postern.common.transport.InTime;
import dev.postern.common.transport.ServiceToken;
import dev.postern.customer.session.KillOrder.Kind;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Has what a change ends killed everywhere. The orders are committed with the change, and
 * auth-service is told behind it; what it could not be told is told again until it could. Telling
 * it twice does no harm.
 */
@Singleton
public class KillOrders {
  private static final String PLACE =
      """
      INSERT INTO kill_order (kind, id, placed_at)
      SELECT kind, id, now() FROM unnest($1::text[], $2::text[]) AS placed (kind, id)
      RETURNING seq, kind, id
      """;

  /** Not those whose callers are about to tell them, nor those another replica is at. */
  private static final String LEFT =
      """
      SELECT seq, kind, id FROM kill_order
       WHERE placed_at < now() - interval '2 seconds'
       ORDER BY seq LIMIT 100 FOR UPDATE SKIP LOCKED
      """;

  private static final String FORGET = "DELETE FROM kill_order WHERE seq = ANY ($1)";

  /** As many as auth-service takes at once. */
  private static final int BATCH = 100;

  /** For so long a caller waits until every verifier has confirmed. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** An order in the record. */
  private record Placed(long seq, KillOrder order) {}

  private final Pool pool;
  private final CustomerTokens tokens;
  private final ServiceToken serviceToken;
  private final Duration timeout;

  KillOrders(
      Pool pool,
      @GrpcClient("auth") CustomerTokens tokens,
      ServiceToken serviceToken,
      GuardConfig config) {
    this.pool = pool;
    this.tokens = tokens;
    this.serviceToken = serviceToken;
    this.timeout = config.guard().dependencyTimeout();
  }

  /**
   * Makes the change, commits it with its orders, and has them carried out: afterwards everybody
   * knows, but for verifiers that have not confirmed within a second. Fails if the change could not
   * be made; and if auth-service could not be told yet, though it will be.
   */
  public Uni<Void> carryOut(Function<SqlConnection, Uni<List<KillOrder>>> change) {
    return commit(change).flatMap(placed -> tellAll(placed));
  }

  /** The same for a caller who does not wait: auth-service is told a little later. */
  public Uni<Void> carryOutLater(Function<SqlConnection, Uni<List<KillOrder>>> change) {
    return commit(change).replaceWithVoid();
  }

  /** Tells auth-service what it could not be told before; how many orders there were. */
  Uni<Integer> tellWhatIsLeft() {
    return pool.withTransaction(
        transaction ->
            transaction
                .query(LEFT)
                .execute()
                .map(KillOrders::read)
                .call(
                    left ->
                        left.isEmpty() ? Uni.createFrom().voidItem() : tell(left, Duration.ZERO))
                .call(left -> forget(transaction, left))
                .map(List::size));
  }

  @InTime
  Uni<List<Placed>> commit(Function<SqlConnection, Uni<List<KillOrder>>> change) {
    return pool.withTransaction(
        transaction -> change.apply(transaction).flatMap(orders -> place(transaction, orders)));
  }

  private static Uni<List<Placed>> place(SqlConnection transaction, List<KillOrder> orders) {
    return orders.isEmpty()
        ? Uni.createFrom().item(List.of())
        : transaction
            .preparedQuery(PLACE)
            .execute(
                Tuple.tuple()
                    .addArrayOfString(strings(orders, order -> order.kind().name()))
                    .addArrayOfString(strings(orders, KillOrder::id)))
            .map(KillOrders::read);
  }

  private Uni<Void> tellAll(List<Placed> placed) {
    Uni<Void> told = Uni.createFrom().voidItem();
    for (int from = 0; from < placed.size(); from += BATCH) {
      List<Placed> batch = placed.subList(from, Math.min(from + BATCH, placed.size()));
      told = told.flatMap(before -> tell(batch, PATIENCE)).call(() -> forgetInTime(batch));
    }
    return told;
  }

  private Uni<Void> tell(List<Placed> placed, Duration patience) {
    KillRequest.Builder request =
        KillRequest.newBuilder().setWaitMillis(Math.toIntExact(patience.toMillis()));
    for (Placed one : placed) {
      switch (one.order().kind()) {
        case SESSION -> request.addSessionIds(one.order().id());
        case CUSTOMER -> request.addCustomerIds(one.order().id());
      }
    }
    return serviceToken
        .call(tokens, stub -> stub.kill(request.build()), patience.plus(timeout.multipliedBy(2)))
        .replaceWithVoid();
  }

  /** What is not forgotten is told once more: no reason to fail. */
  private Uni<Void> forgetInTime(List<Placed> placed) {
    return forget(pool, placed).ifNoItem().after(timeout).fail().onFailure().recoverWithNull();
  }

  private static Uni<Void> forget(SqlClient connection, List<Placed> placed) {
    Long[] numbers = placed.stream().map(Placed::seq).toArray(Long[]::new);
    return connection.preparedQuery(FORGET).execute(Tuple.of((Object) numbers)).replaceWithVoid();
  }

  private static List<Placed> read(RowSet<Row> rows) {
    List<Placed> placed = new ArrayList<>();
    for (Row row : rows) {
      placed.add(
          new Placed(
              row.getLong(0), new KillOrder(Kind.valueOf(row.getString(1)), row.getString(2))));
    }
    return placed;
  }

  private static String[] strings(List<KillOrder> orders, Function<KillOrder, String> column) {
    return orders.stream().map(column).toArray(String[]::new);
  }
}
