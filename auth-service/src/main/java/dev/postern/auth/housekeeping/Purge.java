package dev.postern.auth.housekeeping;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Deletes rows that are no longer needed: events whose tokens have expired, verifiers that have
 * stopped, refresh families that have ended, expired assertions. A statement deletes a bounded
 * number of rows, so that none takes long, and skips rows that another replica has locked.
 *
 * <p>Refresh tokens are deleted with their family, not before: as long as the family lives, the
 * reuse of a token of any age reveals a theft.
 */
@Singleton
class Purge {
  private static final Logger LOGGER = Logger.getLogger(Purge.class);

  private static final int BATCH = 10_000;

  /** Some time after the end of each row, because the clocks of replicas may differ. */
  private static final List<String> STATEMENTS =
      List.of(
          """
          UPDATE refresh_token SET sealed_answer = NULL WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM refresh_token
             WHERE sealed_answer IS NOT NULL AND grace_until < now() - interval '2 hours'
             LIMIT %d FOR UPDATE SKIP LOCKED))
          """
              .formatted(BATCH),
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

  /** Runs until the service stops. A round that fails is followed by the next. */
  void start(@Observes StartupEvent start) {
    vertx.setPeriodic(config.every().toMillis(), round -> STATEMENTS.forEach(this::purge));
  }

  private static String rows(String table, String condition) {
    return """
    DELETE FROM %1$s WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM %1$s WHERE %2$s LIMIT %3$d FOR UPDATE SKIP LOCKED))
    """
        .formatted(table, condition, BATCH);
  }

  /** A full batch means that there may be more rows. */
  private void purged(String statement, int rows) {
    LOGGER.debugf("%d rows purged", rows);
    if (rows == BATCH) {
      purge(statement);
    }
  }

  private void purge(String statement) {
    pool.query(statement)
        .execute()
        .subscribe()
        .with(
            purged -> purged(statement, purged.rowCount()),
            failure -> LOGGER.warnf("rows not purged: %s", failure.toString()));
  }
}
