package dev.postern.auth.client;

import dev.postern.common.secret.Digests;
import dev.postern.common.settings.GuardConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * The record of used assertions: each authenticates its client once, at any replica (RFC 7523 §3,
 * 7). It is SQL, because the insert decides between two replicas.
 *
 * <p>An expired assertion is refused anyway, so its row is purged soon after. Fails if the database
 * does.
 */
@Singleton
class UsedAssertions {
  /** No id contains this byte, so different pairs never have the same bytes. */
  private static final byte[] SEPARATOR = {0};

  private static final String RECORD =
      "INSERT INTO client_assertion (id, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING";

  private final Pool database;
  private final Duration dependencyTimeout;

  UsedAssertions(Pool database, GuardConfig config) {
    this.database = database;
    this.dependencyTimeout = config.guard().dependencyTimeout();
  }

  /** Whether this is the first use. The database decides between two at once. */
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

  private static byte[] id(String clientId, String assertionId) {
    return Digests.sha256(
        clientId.getBytes(StandardCharsets.UTF_8),
        SEPARATOR,
        assertionId.getBytes(StandardCharsets.UTF_8));
  }
}
