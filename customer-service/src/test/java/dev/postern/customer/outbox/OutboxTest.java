package dev.postern.customer.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.customer.database.TestDatabase;
import dev.postern.customer.outbox.Delivery.Urgency;
import dev.postern.customer.revocation.RevocationOrder;
import dev.postern.customer.revocation.RevocationOrders;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.SqlClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With the table of revocation orders in a real PostgreSQL, and a fake delivery. */
class OutboxTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String ANNA = "anna's opaque identifier";
  private static final TestDatabase DATABASE = TestDatabase.start();

  private final List<RevocationOrder> delivered = Collections.synchronizedList(new ArrayList<>());
  private final List<Integer> batches = Collections.synchronizedList(new ArrayList<>());
  private final List<Urgency> urgencies = Collections.synchronizedList(new ArrayList<>());
  private volatile boolean isReachable = true;

  private final RevocationOrders table = new RevocationOrders();
  private final Outbox<RevocationOrder> outbox =
      new Outbox<>(
          "test orders",
          new Outbox.Database(DATABASE.pool(), new Transactions(DATABASE.pool()), PATIENCE),
          table,
          this::deliver);

  @AfterAll
  static void stop() {
    DATABASE.close();
  }

  @BeforeEach
  void empty() {
    DATABASE.execute("TRUNCATE revocation_order; DROP TABLE IF EXISTS change");
    DATABASE.execute("CREATE TABLE change (id integer)");
  }

  private Uni<Void> deliver(List<Placed<RevocationOrder>> orders, Urgency urgency) {
    if (!isReachable) {
      return Uni.createFrom().failure(new IOException("away"));
    }
    batches.add(orders.size());
    urgencies.add(urgency);
    orders.forEach(placed -> delivered.add(placed.message()));
    return Uni.createFrom().voidItem();
  }

  private static List<RevocationOrder> orders(int count) {
    return Stream.generate(() -> RevocationOrder.ofSession(UUID.randomUUID(), ANNA))
        .limit(count)
        .toList();
  }

  private static Uni<List<RevocationOrder>> change(SqlClient db, List<RevocationOrder> orders) {
    return db.query("INSERT INTO change VALUES (1)").execute().replaceWith(orders);
  }

  private void carryOut(List<RevocationOrder> orders) {
    outbox.carryOut(db -> change(db, orders)).await().atMost(PATIENCE);
  }

  private int deliverDue() {
    return outbox.deliverDue().await().atMost(PATIENCE);
  }

  private static void makeDue() {
    DATABASE.execute("UPDATE revocation_order SET placed_at = now() - interval '3 seconds'");
  }

  private static String kept() {
    return DATABASE.text("SELECT count(*) FROM revocation_order");
  }

  private static String changes() {
    return DATABASE.text("SELECT count(*) FROM change");
  }

  @Test
  void deliversAfterTheCommitAndForgets() {
    List<RevocationOrder> orders = orders(2);
    carryOut(orders);
    assertThat(delivered).containsExactlyInAnyOrderElementsOf(orders);
    assertThat(urgencies).containsExactly(Urgency.CALLER_WAITS);
    assertThat(changes()).isEqualTo("1");
    assertThat(kept()).isEqualTo("0");
  }

  @Test
  void commitsChangeWithoutMessages() {
    carryOut(List.of());
    assertThat(delivered).isEmpty();
    assertThat(batches).isEmpty();
    assertThat(changes()).isEqualTo("1");
  }

  @Test
  void deliversInBatches() {
    carryOut(orders(201));
    assertThat(batches).containsExactly(100, 100, 1);
    assertThat(kept()).isEqualTo("0");
  }

  @Test
  void placesNothingIfTheChangeFails() {
    assertThatThrownBy(
            () ->
                outbox
                    .carryOut(
                        db ->
                            change(db, orders(1))
                                .map(
                                    orders -> {
                                      throw new IllegalStateException("refused");
                                    }))
                    .await()
                    .atMost(PATIENCE))
        .isInstanceOf(IllegalStateException.class);
    assertThat(delivered).isEmpty();
    assertThat(changes()).isEqualTo("0");
    assertThat(kept()).isEqualTo("0");
  }

  @Test
  void keepsMessagesThatCannotBeDeliveredUntilRoundDeliversThem() {
    isReachable = false;
    List<RevocationOrder> orders = orders(3);
    assertThatThrownBy(() -> carryOut(orders)).hasRootCauseInstanceOf(IOException.class);
    assertThat(changes()).isEqualTo("1");
    assertThat(kept()).isEqualTo("3");

    makeDue();
    assertThatThrownBy(this::deliverDue).hasRootCauseInstanceOf(IOException.class);
    assertThat(kept()).isEqualTo("3");

    isReachable = true;
    assertThat(deliverDue()).isEqualTo(3);
    assertThat(delivered).containsExactlyElementsOf(orders);
    assertThat(urgencies).containsExactly(Urgency.IN_BACKGROUND);
    assertThat(kept()).isEqualTo("0");
    assertThat(deliverDue()).isZero();
    assertThat(batches).hasSize(1);
  }

  @Test
  void roundLeavesNewMessagesToTheirCallers() {
    isReachable = false;
    assertThatThrownBy(() -> carryOut(orders(1))).hasRootCauseInstanceOf(IOException.class);
    isReachable = true;
    assertThat(deliverDue()).isZero();
    assertThat(kept()).isEqualTo("1");
  }

  @Test
  void deliversEarlierMessagesOfTheSelectionToo() {
    isReachable = false;
    List<RevocationOrder> earlier = orders(1);
    RevocationOrder another = RevocationOrder.ofCustomer("berta's");
    assertThatThrownBy(() -> carryOut(earlier)).hasRootCauseInstanceOf(IOException.class);
    assertThatThrownBy(() -> carryOut(List.of(another))).hasRootCauseInstanceOf(IOException.class);
    isReachable = true;
    List<RevocationOrder> now = orders(1);

    outbox
        .carryOut(db -> change(db, now), db -> table.ofCustomer(db, ANNA))
        .await()
        .atMost(PATIENCE);

    assertThat(delivered).containsExactly(earlier.getFirst(), now.getFirst());
    assertThat(kept()).isEqualTo("1");
  }

  @Test
  void callerDoesNotWaitForDeliveryInBackground() {
    List<RevocationOrder> orders = orders(1);
    outbox.carryOutInBackground(db -> change(db, orders)).await().atMost(PATIENCE);
    await(() -> kept().equals("0"));
    assertThat(delivered).containsExactlyElementsOf(orders);
    assertThat(urgencies).containsExactly(Urgency.IN_BACKGROUND);
  }

  @Test
  void failedDeliveryInBackgroundIsLeftToRounds() {
    isReachable = false;
    outbox.carryOutInBackground(db -> change(db, orders(1))).await().atMost(PATIENCE);
    assertThat(kept()).isEqualTo("1");
    makeDue();
    isReachable = true;
    Vertx rounds = Vertx.vertx();
    try {
      outbox.deliverEvery(Duration.ofMillis(20), rounds);
      await(() -> kept().equals("0"));
    } finally {
      rounds.close();
    }
    assertThat(delivered).hasSize(1);
  }

  @Test
  void messageThatCannotBeForgottenIsNoFailure() {
    Outbox<RevocationOrder> forgetful =
        new Outbox<>(
            "test orders",
            new Outbox.Database(
                DATABASE.pool(), new Transactions(DATABASE.pool()), Duration.ofMillis(50)),
            new Unforgetting(table),
            this::deliver);
    forgetful.carryOut(db -> change(db, orders(1))).await().atMost(PATIENCE);
    assertThat(delivered).hasSize(1);
    assertThat(kept()).isEqualTo("1");
  }

  /** A table whose rows cannot be deleted. */
  private record Unforgetting(OutboxTable<RevocationOrder> table)
      implements OutboxTable<RevocationOrder> {
    @Override
    public Uni<List<Placed<RevocationOrder>>> place(
        SqlClient transaction, List<RevocationOrder> messages) {
      return table.place(transaction, messages);
    }

    @Override
    public Uni<List<Placed<RevocationOrder>>> lockDue(SqlClient transaction) {
      return table.lockDue(transaction);
    }

    @Override
    public Uni<Void> forget(SqlClient connection, List<Placed<RevocationOrder>> delivered) {
      return Uni.createFrom().nothing();
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }
}
