package dev.postern.customer.session;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** Tells auth-service what it could not be told, and throws away sessions long over. */
@Singleton
class SessionHousekeeping {
  private static final Logger LOGGER = Logger.getLogger(SessionHousekeeping.class);
  private static final Duration TELL_EVERY = Duration.ofSeconds(1);
  private static final Duration PURGE_EVERY = Duration.ofMinutes(1);

  private static final String PURGE =
      """
      DELETE FROM session WHERE id = ANY (ARRAY(
        SELECT id FROM session
         WHERE least(ended_at, idle_until, expires_at) < now() - interval '1 day'
         LIMIT 10000 FOR UPDATE SKIP LOCKED))
      """;

  private final RevocationOutbox orders;
  private final Pool pool;
  private final Vertx vertx;
  private final AtomicBoolean telling = new AtomicBoolean();

  SessionHousekeeping(RevocationOutbox orders, Pool pool, Vertx vertx) {
    this.orders = orders;
    this.pool = pool;
    this.vertx = vertx;
  }

  /** Runs for the life of the service; each round ends by itself. */
  void start(@Observes StartupEvent start) {
    vertx.setPeriodic(TELL_EVERY.toMillis(), round -> tell());
    vertx.setPeriodic(PURGE_EVERY.toMillis(), round -> purge());
  }

  private void tell() {
    if (telling.compareAndSet(false, true)) {
      orders
          .tellWhatIsLeft()
          .onTermination()
          .invoke(() -> telling.set(false))
          .subscribe()
          .with(
              told -> LOGGER.debugf("%d revocation orders told", told),
              failure -> LOGGER.warnf("revocation orders not told: %s", failure.toString()));
    }
  }

  private void purge() {
    pool.query(PURGE)
        .execute()
        .subscribe()
        .with(
            purged -> LOGGER.debugf("%d sessions purged", purged.rowCount()),
            failure -> LOGGER.warnf("sessions not purged: %s", failure.toString()));
  }
}
