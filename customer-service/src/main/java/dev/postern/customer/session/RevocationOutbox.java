package dev.postern.customer.session;

import com.google.protobuf.Timestamp;
import dev.postern.auth.v1.CustomerTokens;
import dev.postern.auth.v1.RevokeRequest;
import dev.postern.common.database.DatabaseTimeout;
import dev.postern.common.remote.ServiceToken;
import dev.postern.common.settings.GuardConfig;
import dev.postern.customer.session.RevocationOrder.Kind;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Has what a change ends revoked everywhere. The orders are committed with the change, and
 * auth-service is told behind it; what it could not be told is told again until it could. Telling
 * it twice does no harm.
 */
@Singleton
public class RevocationOutbox {
  private static final Logger LOGGER = Logger.getLogger(RevocationOutbox.class);

  /** By the time it is now, not when the transaction began: logins may have come since. */
  private static final String PLACE =
      """
      INSERT INTO kill_order (kind, id, customer_id, placed_at)
      SELECT kind, id, customer_id, clock_timestamp()
        FROM unnest($1::text[], $2::text[], $3::text[]) AS placed (kind, id, customer_id)
      RETURNING seq, kind, id, customer_id, placed_at
      """;

  private static final String LEFT_OF_CUSTOMER =
      """
      SELECT seq, kind, id, customer_id, placed_at FROM kill_order
       WHERE customer_id = $1 ORDER BY seq
      """;

  /** Not those whose callers are about to tell them, nor those another replica is at. */
  private static final String LEFT =
      """
      SELECT seq, kind, id, customer_id, placed_at FROM kill_order
       WHERE placed_at < now() - interval '2 seconds'
       ORDER BY seq LIMIT 100 FOR UPDATE SKIP LOCKED
      """;

  private static final String FORGET = "DELETE FROM kill_order WHERE seq = ANY ($1)";

  /** As many as auth-service takes at once. */
  private static final int BATCH = 100;

  /** For so long a caller waits until every verifier has confirmed. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** An order in the record. */
  record Placed(long seq, RevocationOrder order, Instant at) {}

  private final Pool pool;
  private final CustomerTokens tokens;
  private final ServiceToken serviceToken;
  private final Duration timeout;

  RevocationOutbox(
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
  public Uni<Void> carryOut(Function<SqlConnection, Uni<List<RevocationOrder>>> change) {
    return commit(change).flatMap(placed -> tellAll(placed, PATIENCE));
  }

  /**
   * The same, and tells what else is left to be told of this customer: somebody else may have ended
   * before what the change would have ended, and not have got through.
   */
  Uni<Void> carryOutWithWhatIsLeft(
      String customerId, Function<SqlConnection, Uni<List<RevocationOrder>>> change) {
    return commitAndReadWhatIsLeft(customerId, change).flatMap(placed -> tellAll(placed, PATIENCE));
  }

  /** The same for a caller who does not wait: auth-service is told while the caller goes on. */
  Uni<Void> carryOutLater(Function<SqlConnection, Uni<List<RevocationOrder>>> change) {
    return commit(change).invoke(this::tellMeanwhile).replaceWithVoid();
  }

  /** Tells auth-service what it could not be told before; how many orders there were. */
  Uni<Integer> tellWhatIsLeft() {
    return pool.withTransaction(
        transaction ->
            transaction
                .query(LEFT)
                .execute()
                .map(RevocationOutbox::read)
                .call(
                    left ->
                        left.isEmpty() ? Uni.createFrom().voidItem() : tell(left, Duration.ZERO))
                .call(left -> forget(transaction, left))
                .map(List::size));
  }

  @DatabaseTimeout
  Uni<List<Placed>> commit(Function<SqlConnection, Uni<List<RevocationOrder>>> change) {
    return pool.withTransaction(
        transaction -> change.apply(transaction).flatMap(orders -> place(transaction, orders)));
  }

  @DatabaseTimeout
  Uni<List<Placed>> commitAndReadWhatIsLeft(
      String customerId, Function<SqlConnection, Uni<List<RevocationOrder>>> change) {
    return pool.withTransaction(
        transaction ->
            change
                .apply(transaction)
                .flatMap(orders -> place(transaction, orders))
                .flatMap(placed -> leftOf(transaction, customerId)));
  }

  /** With those just placed. */
  private static Uni<List<Placed>> leftOf(SqlConnection transaction, String customerId) {
    return transaction
        .preparedQuery(LEFT_OF_CUSTOMER)
        .execute(Tuple.of(customerId))
        .map(RevocationOutbox::read);
  }

  private static Uni<List<Placed>> place(SqlConnection transaction, List<RevocationOrder> orders) {
    return orders.isEmpty()
        ? Uni.createFrom().item(List.of())
        : transaction
            .preparedQuery(PLACE)
            .execute(
                Tuple.tuple()
                    .addArrayOfString(strings(orders, order -> order.kind().name()))
                    .addArrayOfString(strings(orders, RevocationOrder::id))
                    .addArrayOfString(strings(orders, RevocationOrder::customerId)))
            .map(RevocationOutbox::read);
  }

  /** What cannot be told now is told by a round. */
  private void tellMeanwhile(List<Placed> placed) {
    tellAll(placed, Duration.ZERO)
        .subscribe()
        .with(
            told -> LOGGER.debugf("%d revocation orders told", placed.size()),
            failure -> LOGGER.warnf("revocation orders not told yet: %s", failure.toString()));
  }

  private Uni<Void> tellAll(List<Placed> placed, Duration patience) {
    Uni<Void> told = Uni.createFrom().voidItem();
    for (int from = 0; from < placed.size(); from += BATCH) {
      List<Placed> batch = placed.subList(from, Math.min(from + BATCH, placed.size()));
      told = told.flatMap(before -> tell(batch, patience)).call(() -> forgetInTime(batch));
    }
    return told;
  }

  private Uni<Void> tell(List<Placed> placed, Duration patience) {
    RevokeRequest.Builder request =
        RevokeRequest.newBuilder().setWaitMillis(Math.toIntExact(patience.toMillis()));
    for (Placed one : placed) {
      switch (one.order().kind()) {
        case SESSION -> request.addSessionIds(one.order().id());
        case CUSTOMER ->
            request.addCustomerIds(one.order().id()).addCustomersOrderedAt(timestamp(one.at()));
      }
    }
    return serviceToken
        .call(tokens, stub -> stub.revoke(request.build()), patience.plus(timeout.multipliedBy(2)))
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
              row.getLong(0),
              new RevocationOrder(
                  Kind.valueOf(row.getString(1)),
                  row.getString(2),
                  Optional.ofNullable(row.getString(3)).orElse("")),
              row.getOffsetDateTime(4).toInstant()));
    }
    return placed;
  }

  private static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  private static String[] strings(
      List<RevocationOrder> orders, Function<RevocationOrder, String> column) {
    return orders.stream().map(column).toArray(String[]::new);
  }
}
