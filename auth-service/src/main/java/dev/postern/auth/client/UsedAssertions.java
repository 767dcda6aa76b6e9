package dev.postern.auth.client;

import dev.postern.common.transport.GuardConfig;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlResult;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.jboss.logging.Logger;

/**
 * The record of assertions by which clients have proven themselves: each counts once, at whichever
 * replica (RFC 7523 §3, 7).
 *
 * <p>One that has expired cannot be used anyway, so it is forgotten soon after. Fails if the
 * database does.
 */
@Singleton
class UsedAssertions {
  private static final Logger LOGGER = Logger.getLogger(UsedAssertions.class);
  private static final Duration FORGET_EVERY = Duration.ofMinutes(1);
  private static final int MOST_FORGOTTEN_AT_ONCE = 20_000;

  /**
   * By so much the clocks of replicas may differ: one may still take what another has forgotten.
   */
  private static final Duration FORGET_AFTER = Duration.ofMinutes(30);

  /** No id has this octet in it, so no two pairs look alike. */
  private static final byte SEPARATOR = 0;

  private static final String RECORD =
      "INSERT INTO client_assertion (id, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING";

  /** Rows that another replica is forgetting at this moment are left to it. */
  private static final String FORGET =
      "DELETE FROM client_assertion WHERE ctid = ANY (ARRAY(SELECT ctid FROM client_assertion"
          + " WHERE expires_at < $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED))";

  private final Pool database;
  private final Vertx vertx;
  private final InstantSource clock;
  private final Duration dependencyTimeout;

  UsedAssertions(Pool database, Vertx vertx, InstantSource clock, GuardConfig config) {
    this.database = database;
    this.vertx = vertx;
    this.clock = clock;
    this.dependencyTimeout = config.guard().dependencyTimeout();
  }

  /** Runs for the life of the service; each round ends by itself. */
  void start(@Observes StartupEvent event) {
    vertx.setPeriodic(
        FORGET_EVERY.toMillis(),
        round ->
            forget()
                .subscribe()
                .with(
                    rows -> LOGGER.debugf("%d used assertions forgotten", rows),
                    failure -> LOGGER.warnf("none forgotten: %s", failure.getMessage())));
  }

  /** Whether this is its first use. Two at once are put in order by the database. */
  Uni<Boolean> record(String clientId, String assertionId, Instant expiresAt) {
    return database
        .preparedQuery(RECORD)
        .execute(
            Tuple.of(Buffer.buffer(id(clientId, assertionId)), expiresAt.atOffset(ZoneOffset.UTC)))
        .map(inserted -> inserted.rowCount() == 1)
        .ifNoItem()
        .after(dependencyTimeout)
        .fail();
  }

  private Uni<Integer> forget() {
    Instant before = clock.instant().minus(FORGET_AFTER);
    return database
        .preparedQuery(FORGET)
        .execute(Tuple.of(before.atOffset(ZoneOffset.UTC), MOST_FORGOTTEN_AT_ONCE))
        .map(SqlResult::rowCount);
  }

  private static byte[] id(String clientId, String assertionId) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(clientId.getBytes(StandardCharsets.UTF_8));
      digest.update(SEPARATOR);
      return digest.digest(assertionId.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
