package dev.postern.customer.profile;

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

/** Makes the outbox of profile erasures, and starts its rounds. */
class ProfileErasureOutboxProducer {
  private static final Duration ROUND = Duration.ofSeconds(5);

  @Produces
  @Singleton
  Outbox<ProfileErasure> outbox(
      Pool pool,
      Transactions transactions,
      ProfileErasures erasures,
      ProfileErasureDelivery delivery,
      GuardConfig config) {
    Duration timeout = config.guard().dependencyTimeout();
    return new Outbox<>(
        "profile erasures", new Outbox.Database(pool, transactions, timeout), erasures, delivery);
  }

  void start(@Observes StartupEvent start, Outbox<ProfileErasure> outbox, Vertx vertx) {
    outbox.deliverEvery(ROUND, vertx);
  }
}
