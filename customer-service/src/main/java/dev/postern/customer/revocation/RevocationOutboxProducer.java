package dev.postern.customer.revocation;

import dev.postern.common.settings.GuardConfig;
import dev.postern.customer.outbox.Outbox;
import dev.postern.customer.outbox.Transactions;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Makes the outbox of revocation orders, and starts its rounds. */
class RevocationOutboxProducer {
  private static final Duration ROUND = Duration.ofSeconds(1);

  @Produces
  @Singleton
  Outbox<RevocationOrder> outbox(
      Pool pool,
      Transactions transactions,
      RevocationOrders orders,
      RevocationDelivery delivery,
      GuardConfig config) {
    Duration timeout = config.guard().dependencyTimeout();
    return new Outbox<>(
        "revocation orders", new Outbox.Database(pool, transactions, timeout), orders, delivery);
  }

  void start(@Observes StartupEvent start, Outbox<RevocationOrder> outbox, Vertx vertx) {
    outbox.deliverEvery(ROUND, vertx);
  }
}
