package dev.postern.customer.session;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Deletes the rows of sessions that ended or expired more than a day ago. */
@Singleton
class SessionPurge {
  private static final Logger LOGGER = Logger.getLogger(SessionPurge.class);
  private static final Duration ROUND = Duration.ofMinutes(1);

  private static final String PURGE =
      """
      DELETE FROM session WHERE id = ANY (ARRAY(
        SELECT id FROM session
         WHERE least(ended_at, idle_until, expires_at) < now() - interval '1 day'
         LIMIT 10000 FOR UPDATE SKIP LOCKED))
      """;

  private final Pool pool;
  private final Vertx vertx;

  SessionPurge(Pool pool, Vertx vertx) {
    this.pool = pool;
    this.vertx = vertx;
  }

  /** Runs for the life of the service. */
  void start(@Observes StartupEvent start) {
    vertx.setPeriodic(ROUND.toMillis(), round -> purge());
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
