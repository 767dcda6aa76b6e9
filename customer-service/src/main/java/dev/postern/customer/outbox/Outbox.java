package dev.postern.customer.outbox;

import dev.postern.customer.outbox.Delivery.Urgency;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Commits changes together with the messages that they cause, and delivers the messages after the
 * commit. A message that could not be delivered stays in the table until a round delivers it.
 */
public final class Outbox<T> {
  private static final Logger LOGGER = Logger.getLogger(Outbox.class);

  /** The receiving services accept this many messages in one call. */
  private static final int BATCH = 100;

  private final String name;
  private final Pool pool;
  private final Transactions transactions;
  private final OutboxTable<T> table;
  private final Delivery<T> delivery;
  private final Duration forgetTimeout;
  private final AtomicBoolean delivering = new AtomicBoolean();

  /** Where the messages are kept. */
  public record Database(Pool pool, Transactions transactions, Duration timeout) {}

  /**
   * @param name of the messages, in the plural, for the log
   */
  public Outbox(String name, Database database, OutboxTable<T> table, Delivery<T> delivery) {
    this.name = name;
    this.pool = database.pool();
    this.transactions = database.transactions();
    this.forgetTimeout = database.timeout();
    this.table = table;
    this.delivery = delivery;
  }

  /**
   * Commits the change with its messages, then delivers them. Fails if the change cannot be
   * committed. Also fails if a message cannot be delivered yet; a round delivers it later.
   */
  public Uni<Void> carryOut(Function<SqlConnection, Uni<List<T>>> change) {
    return commit(change).flatMap(this::deliver);
  }

  /**
   * The same, but delivers the messages that {@code selection} reads from the table after the
   * change's own messages were placed. So earlier messages that were not delivered yet can be
   * delivered before the caller is answered.
   */
  public Uni<Void> carryOut(
      Function<SqlConnection, Uni<List<T>>> change,
      Function<SqlConnection, Uni<List<Placed<T>>>> selection) {
    return transactions
        .run(
            db ->
                change
                    .apply(db)
                    .call(messages -> place(db, messages))
                    .chain(() -> selection.apply(db)))
        .flatMap(this::deliver);
  }

  /** Commits the change with its messages, and delivers them while the caller goes on. */
  public Uni<Void> carryOutInBackground(Function<SqlConnection, Uni<List<T>>> change) {
    return commit(change).invoke(this::deliverInBackground).replaceWithVoid();
  }

  /** Places messages within a transaction of the caller, who delivers them after the commit. */
  public Uni<List<Placed<T>>> place(SqlClient transaction, List<T> messages) {
    return messages.isEmpty()
        ? Uni.createFrom().item(List.of())
        : table.place(transaction, messages);
  }

  /** Delivers placed messages after the commit, while a caller waits. */
  public Uni<Void> deliver(List<Placed<T>> placed) {
    return deliver(placed, Urgency.CALLER_WAITS);
  }

  /** Delivers the messages that are due, at this interval, for the life of the service. */
  public void deliverEvery(Duration interval, Vertx vertx) {
    vertx.setPeriodic(interval.toMillis(), round -> startRound());
  }

  /** Delivers some of the messages that are due, and returns how many. */
  Uni<Integer> deliverDue() {
    return pool.withTransaction(
        db ->
            table
                .lockDue(db)
                .call(due -> deliverBatch(due, Urgency.IN_BACKGROUND))
                .call(due -> forget(db, due))
                .map(List::size));
  }

  private Uni<List<Placed<T>>> commit(Function<SqlConnection, Uni<List<T>>> change) {
    return transactions.run(db -> change.apply(db).flatMap(messages -> place(db, messages)));
  }

  private void deliverInBackground(List<Placed<T>> placed) {
    deliver(placed, Urgency.IN_BACKGROUND)
        .subscribe()
        .with(
            delivered -> LOGGER.debugf("%d %s delivered", placed.size(), name),
            failure -> LOGGER.warnf("%s not delivered yet: %s", name, failure.toString()));
  }

  private Uni<Void> deliver(List<Placed<T>> placed, Urgency urgency) {
    Uni<Void> delivered = Uni.createFrom().voidItem();
    for (int from = 0; from < placed.size(); from += BATCH) {
      List<Placed<T>> batch = placed.subList(from, Math.min(from + BATCH, placed.size()));
      delivered =
          delivered
              .chain(() -> deliverBatch(batch, urgency))
              .call(() -> forgetWithinTimeout(batch));
    }
    return delivered;
  }

  private Uni<Void> deliverBatch(List<Placed<T>> batch, Urgency urgency) {
    return batch.isEmpty() ? Uni.createFrom().voidItem() : delivery.deliver(batch, urgency);
  }

  private Uni<Void> forget(SqlClient connection, List<Placed<T>> delivered) {
    return delivered.isEmpty() ? Uni.createFrom().voidItem() : table.forget(connection, delivered);
  }

  /** A message that is not deleted is delivered again: that is no reason to fail. */
  private Uni<Void> forgetWithinTimeout(List<Placed<T>> delivered) {
    return forget(pool, delivered)
        .ifNoItem()
        .after(forgetTimeout)
        .fail()
        .onFailure()
        .recoverWithNull();
  }

  /** Skips the round if the one before is still running. */
  private void startRound() {
    if (delivering.compareAndSet(false, true)) {
      deliverDue()
          .onTermination()
          .invoke(() -> delivering.set(false))
          .subscribe()
          .with(
              delivered -> LOGGER.debugf("%d %s delivered", delivered, name),
              failure -> LOGGER.warnf("%s not delivered: %s", name, failure.toString()));
    }
  }
}
