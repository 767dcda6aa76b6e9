package dev.postern.auth.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.postern.auth.client.ClientAuthentication.Authenticated;
import dev.postern.auth.client.ClientAuthentication.Refused;
import dev.postern.auth.digest.KeyedHash;
import dev.postern.common.key.OpaqueToken;
import dev.postern.common.transport.GuardConfig;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Proves a client by its secret (RFC 6749 §2.3.1).
 *
 * <p>A proven pair is remembered for a few seconds, so that issuing needs no read. A refusal is
 * never remembered: an unknown client and a wrong secret both cost the same one read and the same
 * hash. Fails if the database does.
 */
@ApplicationScoped
public class ClientAuthenticator {
  private static final int MAX_REMEMBERED = 10_000;

  /** How long a disabled client may still get tokens. */
  private static final Duration REMEMBERED = Duration.ofSeconds(5);

  /** The client, and the secret by its digest. */
  private record Proven(String clientId, ByteBuffer secretDigest) {}

  private final ClientSecretRepository secrets;
  private final KeyedHash keyedHash;
  private final GuardConfig config;
  private final InstantSource clock;
  private final Cache<Proven, Client> remembered =
      Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).expireAfterWrite(REMEMBERED).build();

  ClientAuthenticator(
      ClientSecretRepository secrets,
      KeyedHash keyedHash,
      GuardConfig config,
      InstantSource clock) {
    this.secrets = secrets;
    this.keyedHash = keyedHash;
    this.config = config;
    this.clock = clock;
  }

  public Uni<ClientAuthentication> authenticate(ClientCredentials presented) {
    Optional<OpaqueToken> secret =
        OpaqueToken.parse(presented.secret().reveal())
            .filter(token -> token.is(OpaqueToken.Kind.CLIENT_SECRET, config.environment()));
    if (secret.isEmpty()) {
      return Uni.createFrom().item(new Refused("form, checksum, kind or environment"));
    }
    Proven key = new Proven(presented.clientId(), ByteBuffer.wrap(secret.get().digest()));
    Client known = remembered.getIfPresent(key);
    return known != null
        ? Uni.createFrom().item(new Authenticated(known))
        : read(key, secret.get().id());
  }

  @WithSession
  Uni<ClientAuthentication> read(Proven key, String secretId) {
    return secrets.find(key.clientId(), secretId).map(stored -> compare(key, stored));
  }

  private ClientAuthentication compare(Proven key, @Nullable ClientSecretEntity found) {
    Optional<ClientSecretEntity> stored = Optional.ofNullable(found);
    boolean matches =
        keyedHash.matches(stored.map(ClientSecretEntity::stored), key.secretDigest().array());
    if (!matches || !stored.get().isLive(clock.instant())) {
      return new Refused("unknown, wrong, expired or disabled");
    }
    Client client = stored.get().client.toClient();
    remembered.put(key, client);
    return new Authenticated(client);
  }
}
