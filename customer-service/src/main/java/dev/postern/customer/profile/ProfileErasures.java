package dev.postern.customer.profile;

import dev.postern.common.database.DatabaseTimeout;
import dev.postern.common.settings.GuardConfig;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;

/**
 * Sees to it that no profile is left behind: neither a deleted customer's, nor one that was handed
 * over for a customer who then did not come to be.
 *
 * <p>A row says whose profile must not be there. For a customer to be made it is written first, to
 * fall due a minute later, and withdrawn in the transaction that makes the customer; for one to be
 * deleted it is written in the transaction that deletes. Rounds of every replica carry out what has
 * fallen due.
 */
@Singleton
public class ProfileErasures {
  private static final Logger LOGGER = Logger.getLogger(ProfileErasures.class);
  private static final Duration ROUND = Duration.ofSeconds(5);
  private static final Duration ROUND_TIMEOUT = Duration.ofSeconds(5);

  /** Longer than any transaction that makes customers may take. */
  private static final String EXPECT =
      """
      INSERT INTO profile_erasure (customer_id, due_at)
      SELECT customer_id, now() + interval '1 minute' FROM unnest($1::text[]) AS it (customer_id)
      """;

  private static final String ORDER =
      """
      INSERT INTO profile_erasure (customer_id, due_at) VALUES ($1, now())
      ON CONFLICT (customer_id) DO UPDATE SET due_at = excluded.due_at
      """;

  private static final String FORGET = "DELETE FROM profile_erasure WHERE customer_id = ANY ($1)";

  private static final String DUE =
      """
      SELECT customer_id FROM profile_erasure
       WHERE due_at < now() ORDER BY due_at LIMIT 500 FOR UPDATE SKIP LOCKED
      """;

  private final Pool pool;
  private final Profiles profiles;
  private final Vertx vertx;
  private final Duration timeout;
  private final AtomicBoolean erasing = new AtomicBoolean();

  ProfileErasures(Pool pool, Profiles profiles, Vertx vertx, GuardConfig config) {
    this.pool = pool;
    this.profiles = profiles;
    this.vertx = vertx;
    this.timeout = config.guard().dependencyTimeout();
  }

  /** Before customers with these identifiers are made; the caller bounds the time. */
  public Uni<Void> expect(List<String> customerIds) {
    return pool.preparedQuery(EXPECT).execute(array(customerIds)).replaceWithVoid();
  }

  /**
   * Within the transaction that makes these customers, before their profiles are handed over.
   *
   * @return false if that is too late: the transaction must not be committed
   */
  public Uni<Boolean> withdraw(SqlClient transaction, List<String> customerIds) {
    return transaction
        .preparedQuery(FORGET)
        .execute(array(customerIds))
        .map(withdrawn -> withdrawn.rowCount() == customerIds.size());
  }

  /** Within the transaction that deletes the customer. */
  public Uni<Void> order(SqlClient transaction, String customerId) {
    return transaction.preparedQuery(ORDER).execute(Tuple.of(customerId)).replaceWithVoid();
  }

  /** After that transaction. If it fails, a round does it later. */
  public Uni<Void> carryOut(String customerId) {
    List<String> one = List.of(customerId);
    return profiles.erase(one, timeout).flatMap(erased -> forget(one));
  }

  @DatabaseTimeout
  Uni<Void> forget(List<String> customerIds) {
    return pool.preparedQuery(FORGET).execute(array(customerIds)).replaceWithVoid();
  }

  /** Runs for the life of the service; each round ends by itself. */
  void start(@Observes StartupEvent start) {
    vertx.setPeriodic(ROUND.toMillis(), round -> erase());
  }

  private void erase() {
    if (erasing.compareAndSet(false, true)) {
      eraseDue()
          .onTermination()
          .invoke(() -> erasing.set(false))
          .subscribe()
          .with(
              erased -> LOGGER.debugf("%d profiles erased", erased),
              failure -> LOGGER.warnf("profiles not erased: %s", failure.toString()));
    }
  }

  private Uni<Integer> eraseDue() {
    return pool.withTransaction(
        transaction ->
            transaction
                .query(DUE)
                .execute()
                .map(ProfileErasures::identifiers)
                .call(due -> profiles.erase(due, ROUND_TIMEOUT))
                .call(due -> transaction.preparedQuery(FORGET).execute(array(due)))
                .map(List::size));
  }

  private static List<String> identifiers(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false).map(row -> row.getString(0)).toList();
  }

  private static Tuple array(List<String> customerIds) {
    return Tuple.tuple().addArrayOfString(customerIds.toArray(String[]::new));
  }
}
