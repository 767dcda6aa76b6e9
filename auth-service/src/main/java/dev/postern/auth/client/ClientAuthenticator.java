package dev.postern.auth.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.postern.auth.client.ClientAuthentication.Authenticated;
import dev.postern.auth.client.ClientAuthentication.NotAuthenticated;
import dev.postern.auth.credential.KeyedHash;
import dev.postern.common.database.DatabaseTimeout;
import dev.postern.common.key.OpaqueToken;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.RevocationState;
import dev.postern.common.secret.Secret;
import dev.postern.common.settings.GuardConfig;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates a client: by its secret (RFC 6749 §2.3.1), or by an assertion (RFC 7523 §2.2) if it
 * is registered with keys.
 *
 * <p>A pair of client and secret that matched is remembered for a few seconds, but not beyond the
 * secret's expiry, so that issuing needs no read. A refusal is never remembered: an unknown client
 * and a wrong secret cost the same read and the same hash. Fails if the database does.
 */
@ApplicationScoped
public class ClientAuthenticator {
  private static final int MAX_REMEMBERED = 10_000;

  /** The longest time that a match is remembered, even if no security event ends it. */
  static final Duration REMEMBERED = Duration.ofSeconds(5);

  /** The key of the cache; the secret stands there by its digest. */
  private record ClientAndSecret(String clientId, ByteBuffer secretDigest) {}

  /** What is remembered of a pair that matched. */
  private record RememberedClient(
      Client client, String secretId, Instant authenticatedAt, Optional<Instant> secretExpiresAt) {

    boolean isLive(Instant now) {
      return secretExpiresAt.filter(end -> !now.isBefore(end)).isEmpty();
    }
  }

  private final ClientSecretRepository secrets;
  private final ClientAssertions assertions;
  private final RevocationState events;
  private final KeyedHash keyedHash;
  private final GuardConfig config;
  private final InstantSource clock;
  private final Cache<ClientAndSecret, RememberedClient> remembered =
      Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).expireAfterWrite(REMEMBERED).build();

  ClientAuthenticator(
      ClientSecretRepository secrets,
      ClientAssertions assertions,
      RevocationState events,
      KeyedHash keyedHash,
      GuardConfig config,
      InstantSource clock) {
    this.secrets = secrets;
    this.assertions = assertions;
    this.events = events;
    this.keyedHash = keyedHash;
    this.config = config;
    this.clock = clock;
  }

  public Uni<ClientAuthentication> authenticate(ClientCredentials presented) {
    return switch (presented) {
      case ClientCredentials.BySecret(String clientId, Secret secret) ->
          authenticate(clientId, secret);
      case ClientCredentials.ByAssertion assertion -> assertions.authenticate(assertion);
    };
  }

  private Uni<ClientAuthentication> authenticate(String clientId, Secret presented) {
    Optional<OpaqueToken> secret =
        OpaqueToken.parse(presented.reveal())
            .filter(token -> token.is(OpaqueToken.Kind.CLIENT_SECRET, config.environment()));
    if (secret.isEmpty()) {
      return Uni.createFrom().item(new NotAuthenticated("form, checksum, kind or environment"));
    }
    ClientAndSecret key = new ClientAndSecret(clientId, ByteBuffer.wrap(secret.get().digest()));
    RememberedClient known = remembered.getIfPresent(key);
    return known != null && known.isLive(clock.instant()) && !isRevoked(known)
        ? Uni.createFrom().item(new Authenticated(known.client()))
        : read(key, secret.get().id());
  }

  /** Whether the client or this secret has been revoked since. */
  private boolean isRevoked(RememberedClient known) {
    return events.revokes(RevocationKind.CLIENT, known.client().id(), known.authenticatedAt())
        || events.revokes(RevocationKind.CLIENT_SECRET, known.secretId(), known.authenticatedAt());
  }

  @DatabaseTimeout
  @WithSession
  Uni<ClientAuthentication> read(ClientAndSecret key, String secretId) {
    return secrets.find(key.clientId(), secretId).map(stored -> compare(key, stored));
  }

  private ClientAuthentication compare(ClientAndSecret key, @Nullable ClientSecretEntity found) {
    Optional<ClientSecretEntity> stored = Optional.ofNullable(found);
    boolean matches =
        keyedHash.matches(stored.map(ClientSecretEntity::stored), key.secretDigest().array());
    if (!matches || !stored.get().isLive(clock.instant())) {
      return new NotAuthenticated("unknown, wrong, expired, disabled, or with keys");
    }
    ClientSecretEntity secret = stored.get();
    Client client = secret.client.toClient();
    remembered.put(
        key,
        new RememberedClient(
            client, secret.id, clock.instant(), Optional.ofNullable(secret.expiresAt)));
    return new Authenticated(client);
  }
}
