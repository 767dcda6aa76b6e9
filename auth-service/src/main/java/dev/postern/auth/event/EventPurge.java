package dev.postern.auth.event;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Throws away what nobody needs any more: events whose tokens have expired, verifiers that are
 * gone, refresh families that are over. So many rows a round, so that no round takes long.
 */
@Singleton
class EventPurge {
  private static final Logger LOGGER = Logger.getLogger(EventPurge.class);
  private static final Duration ROUND = Duration.ofMinutes(1);

  private static final List<String> STATEMENTS =
      List.of(
          """
          DELETE FROM security_event WHERE seq IN (
            SELECT seq FROM security_event
             WHERE expires_at < now() - interval '1 hour' ORDER BY expires_at LIMIT 10000)
          """,
          "DELETE FROM verifier WHERE live_until < now() - interval '1 hour'",
          """
          DELETE FROM refresh_family WHERE id IN (
            SELECT id FROM refresh_family
             WHERE expires_at < now() - interval '1 day' OR revoked_at < now() - interval '1 day'
             LIMIT 1000)
          """,
          """
          DELETE FROM refresh_token WHERE id IN (
            SELECT id FROM refresh_token
             WHERE expires_at < now() - interval '1 day' ORDER BY expires_at LIMIT 10000)
          """);

  private final Pool pool;
  private final Vertx vertx;

  EventPurge(Pool pool, Vertx vertx) {
    this.pool = pool;
    this.vertx = vertx;
  }

  void start(@Observes StartupEvent start) {
    vertx.setPeriodic(ROUND.toMillis(), round -> STATEMENTS.forEach(this::purge));
  }

  private void purge(String statement) {
    pool.query(statement)
        .execute()
        .subscribe()
        .with(
            purged -> LOGGER.debugf("%d rows purged", purged.rowCount()),
            failure -> LOGGER.debugf("not purged: %s", failure.toString()));
  }
}
