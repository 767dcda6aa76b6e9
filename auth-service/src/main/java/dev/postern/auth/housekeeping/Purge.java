package dev.postern.auth.housekeeping;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Throws away what nobody needs any more: events whose tokens have expired, verifiers that are
 * gone, refresh families that are over, assertions that have expired. So many rows at once, so that
 * no statement takes long; rows that another replica is at are left to it.
 *
 * <p>Refresh tokens go with their family, not before: as long as it lives, one that is used again
 * tells of a theft, however old it is.
 */
@Singleton
class Purge {
  private static final Logger LOGGER = Logger.getLogger(Purge.class);

  private static final int AT_ONCE = 10_000;

  /** A while after their end, since the clocks of replicas may differ. */
  private static final List<String> OVER =
      List.of(
          """
          UPDATE refresh_token SET sealed_answer = NULL WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM refresh_token
             WHERE sealed_answer IS NOT NULL AND grace_until < now() - interval '2 hours'
             LIMIT %d FOR UPDATE SKIP LOCKED))
          """
              .formatted(AT_ONCE),
          rows("security_event", "expires_at < now() - interval '1 hour'"),
          rows("verifier", "live_until < now() - interval '1 hour'"),
          rows("refresh_family", "expires_at < now() - interval '1 day'"),
          rows("refresh_family", "revoked_at < now() - interval '1 day'"),
          rows("client_assertion", "expires_at < now() - interval '30 minutes'"));

  private final Pool pool;
  private final Vertx vertx;
  private final PurgeConfig config;

  Purge(Pool pool, Vertx vertx, PurgeConfig config) {
    this.pool = pool;
    this.vertx = vertx;
    this.config = config;
  }

  /** Runs for the life of the service; each round ends by itself. */
  void start(@Observes StartupEvent start) {
    vertx.setPeriodic(config.every().toMillis(), round -> OVER.forEach(this::purge));
  }

  private static String rows(String table, String over) {
    return """
    DELETE FROM %1$s WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM %1$s WHERE %2$s LIMIT %3$d FOR UPDATE SKIP LOCKED))
    """
        .formatted(table, over, AT_ONCE);
  }

  /** As many as there may be at once: then there are more. */
  private void purged(String statement, int rows) {
    LOGGER.debugf("%d rows purged", rows);
    if (rows == AT_ONCE) {
      purge(statement);
    }
  }

  private void purge(String statement) {
    pool.query(statement)
        .execute()
        .subscribe()
        .with(
            purged -> purged(statement, purged.rowCount()),
            failure -> LOGGER.warnf("not purged: %s", failure.toString()));
  }
}
