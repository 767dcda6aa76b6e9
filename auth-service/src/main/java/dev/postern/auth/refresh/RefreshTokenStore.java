package dev.postern.auth.refresh;

import dev.postern.auth.credential.StoredDigest;
import dev.postern.common.boot.BlockingStartup;
import dev.postern.common.settings.GuardConfig;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The record of refresh tokens, in SQL, because rotation is decided by its locks. All times are the
 * database's, because the clocks of replicas may differ. Fails if the database does not answer in
 * time.
 */
@Singleton
class RefreshTokenStore {
  private static final String BEGIN =
      """
      WITH family AS (
        INSERT INTO refresh_family (id, client_id, subject, scopes, channel, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, now(), now() + $6 * interval '1 second')
        RETURNING id, expires_at)
      INSERT INTO refresh_token (id, family_id, pepper_version, digest, created_at, expires_at)
      SELECT $7, id, $8, $9, now(), least(now() + $10 * interval '1 second', expires_at)
        FROM family
      """;

  /**
   * The grace does not run out while the database is down: a client that could not repeat its
   * request may do so afterwards. This holds for the last hour before the restart; an older token
   * that is presented again is stolen.
   */
  private static final String FIND =
      """
      SELECT t.pepper_version, t.digest, f.id, f.client_id, f.subject, f.scopes, f.channel,
             extract(epoch FROM f.expires_at - now())::bigint AS remaining,
             f.revoked_at IS NOT NULL OR f.expires_at <= now() OR c.disabled_at IS NOT NULL
               AS family_over,
             t.expires_at <= now() AS idle_too_long,
             t.used_at IS NOT NULL AS used,
             CASE WHEN now() < t.grace_until
                    OR (t.used_at < pg_postmaster_start_time()
                        AND t.used_at > pg_postmaster_start_time() - interval '1 hour'
                        AND now() < pg_postmaster_start_time() + (t.grace_until - t.used_at))
                  THEN t.sealed_answer END AS sealed_answer
        FROM refresh_token t
        JOIN refresh_family f ON f.id = t.family_id
        JOIN client c ON c.id = f.client_id
       WHERE t.id = $1
      """;

  /**
   * One statement, so that of several concurrent requests with the token exactly one uses it and
   * gets a successor. The family is locked meanwhile: a revocation waits, and is dated after the
   * tokens made here.
   */
  private static final String USE =
      """
      WITH family AS (
        SELECT f.id, f.expires_at
          FROM refresh_token t
          JOIN refresh_family f ON f.id = t.family_id
          JOIN client c ON c.id = f.client_id
         WHERE t.id = $1 AND f.revoked_at IS NULL AND f.expires_at > now()
           AND c.disabled_at IS NULL
           FOR SHARE OF f),
      used AS (
        UPDATE refresh_token t
           SET used_at = now(), grace_until = now() + $2 * interval '1 millisecond',
               sealed_answer = $3
          FROM family f
         WHERE t.id = $1 AND t.used_at IS NULL AND t.expires_at > now() AND f.id = t.family_id
        RETURNING t.family_id, t.predecessor_id, f.expires_at),
      closed AS (
        UPDATE refresh_token SET grace_until = NULL, sealed_answer = NULL
         WHERE id = (SELECT predecessor_id FROM used))
      INSERT INTO refresh_token
             (id, family_id, predecessor_id, pepper_version, digest, created_at, expires_at)
      SELECT $4, family_id, $1, $5, $6, now(), least(now() + $7 * interval '1 second', expires_at)
        FROM used
      """;

  private final Pool pool;
  private final RefreshConfig config;
  private final Duration timeout;

  RefreshTokenStore(Pool pool, RefreshConfig config, GuardConfig guard) {
    this.pool = pool;
    this.config = config;
    this.timeout = guard.guard().dependencyTimeout();
  }

  /** The first statement takes longest. It runs here so that no caller waits for it. */
  void warmUp(@Observes StartupEvent start) {
    BlockingStartup.complete(() -> find("").replaceWithVoid());
  }

  Uni<Void> begin(NewFamily family, String tokenId, StoredDigest digest) {
    Tuple values =
        Tuple.tuple()
            .addUUID(family.id())
            .addString(family.clientId())
            .addString(family.subject())
            .addArrayOfString(family.scopes().toArray(String[]::new))
            .addString(family.channel().orElse(null))
            .addLong(config.absoluteLifetime().toSeconds())
            .addString(tokenId)
            .addInteger(digest.pepperVersion())
            .addBuffer(Buffer.buffer(digest.digest()))
            .addLong(config.idleLifetime().toSeconds());
    return withTimeout(pool.preparedQuery(BEGIN).execute(values)).replaceWithVoid();
  }

  Uni<Optional<StoredToken>> find(String tokenId) {
    return withTimeout(pool.preparedQuery(FIND).execute(Tuple.of(tokenId)))
        .map(
            rows ->
                rows.rowCount() == 0
                    ? Optional.empty()
                    : Optional.of(stored(rows.iterator().next())));
  }

  /** Uses the token. False if it had been used, or had ended, before. */
  Uni<Boolean> use(String tokenId, byte[] sealedAnswer, String successorId, StoredDigest digest) {
    Tuple values =
        Tuple.tuple()
            .addString(tokenId)
            .addLong(config.grace().toMillis())
            .addBuffer(Buffer.buffer(sealedAnswer))
            .addString(successorId)
            .addInteger(digest.pepperVersion())
            .addBuffer(Buffer.buffer(digest.digest()))
            .addLong(config.idleLifetime().toSeconds());
    return withTimeout(pool.preparedQuery(USE).execute(values)).map(rows -> rows.rowCount() == 1);
  }

  /** Ends the family. False if it had ended before. */
  static Uni<Boolean> end(SqlClient connection, UUID family) {
    return connection
        .preparedQuery(
            "UPDATE refresh_family SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL")
        .execute(Tuple.of(family))
        .map(rows -> rows.rowCount() == 1);
  }

  private <T> Uni<T> withTimeout(Uni<T> statement) {
    return statement.ifNoItem().after(timeout).fail();
  }

  private static StoredToken stored(Row row) {
    Family family =
        new Family(
            row.getUUID(2),
            row.getString(3),
            row.getString(4),
            Set.of(row.getArrayOfStrings(5)),
            Optional.ofNullable(row.getString(6)),
            Duration.ofSeconds(row.getLong(7)));
    return new StoredToken(
        new StoredDigest(row.getInteger(0), row.getBuffer(1).getBytes()),
        family,
        row.getBoolean(8),
        row.getBoolean(9),
        row.getBoolean(10),
        Optional.ofNullable(row.getBuffer(11)).map(Buffer::getBytes));
  }
}
