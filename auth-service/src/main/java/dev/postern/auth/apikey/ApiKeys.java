package dev.postern.auth.apikey;

import dev.postern.auth.client.ClientAdmin;
import dev.postern.auth.credential.KeyedHash;
import dev.postern.auth.credential.StoredDigest;
import dev.postern.auth.event.EventDraft;
import dev.postern.auth.event.SecurityEventLog;
import dev.postern.common.auth.AuthError;
import dev.postern.common.database.DatabaseTimeout;
import dev.postern.common.key.ApiKey;
import dev.postern.common.key.CredentialDirectory;
import dev.postern.common.key.OpaqueToken;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.settings.GuardConfig;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The record of API keys, and the directory of this service itself. Refuses by {@link Refusal};
 * fails if the database does.
 */
@ApplicationScoped
public class ApiKeys implements CredentialDirectory {

  /** A new key: the only place where its text is known. */
  record CreatedApiKey(ApiKeyEntity entity, OpaqueToken key) {}

  private final ApiKeyRepository keys;
  private final ClientAdmin clients;
  private final SecurityEventLog events;
  private final KeyedHash keyedHash;
  private final GuardConfig config;
  private final InstantSource clock;

  ApiKeys(
      ApiKeyRepository keys,
      ClientAdmin clients,
      SecurityEventLog events,
      KeyedHash keyedHash,
      GuardConfig config,
      InstantSource clock) {
    this.keys = keys;
    this.clients = clients;
    this.events = events;
    this.keyedHash = keyedHash;
    this.config = config;
    this.clock = clock;
  }

  @Override
  public Uni<Optional<ApiKey>> findApiKey(OpaqueToken presented) {
    return find(presented.id(), presented.digest());
  }

  /** The live key with this id, if its digest matches. */
  @DatabaseTimeout
  @WithSession
  public Uni<Optional<ApiKey>> find(String id, byte[] sha256) {
    return keys.findLive(id).map(found -> compare(Optional.ofNullable(found), sha256));
  }

  @DatabaseTimeout
  @WithTransaction
  Uni<CreatedApiKey> create(String clientId, String label, Optional<Instant> expiresAt) {
    OpaqueToken key = OpaqueToken.generate(OpaqueToken.Kind.API_KEY, config.environment());
    StoredDigest stored = keyedHash.store(key.digest());
    ApiKeyEntity entity = new ApiKeyEntity();
    entity.id = key.id();
    entity.clientId = clientId;
    entity.label = label;
    entity.pepperVersion = stored.pepperVersion();
    entity.digest = stored.digest();
    entity.createdAt = clock.instant();
    entity.expiresAt = expiresAt.orElse(null);
    return clients
        .mustExist(clientId)
        .flatMap(exists -> keys.persist(entity))
        .map(saved -> new CreatedApiKey(saved, key));
  }

  @DatabaseTimeout
  @WithSession
  Uni<List<ApiKeyEntity>> page(String after, int limit) {
    return keys.page(after, limit);
  }

  /**
   * Revokes the key and all tokens that it was exchanged for. Revoking it again changes nothing.
   *
   * @return the number of the security event; empty if nothing changed
   */
  @DatabaseTimeout
  @WithTransaction
  Uni<Optional<Long>> revoke(String id, String actor) {
    return keys.findById(id)
        .onItem()
        .ifNull()
        .failWith(() -> new Refusal(AuthError.NOT_FOUND))
        .flatMap(key -> markRevoked(key, actor));
  }

  private Uni<Optional<Long>> markRevoked(ApiKeyEntity key, String actor) {
    if (key.revokedAt != null) {
      return Uni.createFrom().item(Optional.empty());
    }
    Instant now = clock.instant();
    key.revokedAt = now;
    Instant until = now.plus(EventDraft.LONGEST_TOKEN_LIFE);
    return events
        .append(EventDraft.revocation(RevocationKind.API_KEY, key.id, until, actor))
        .map(Optional::of);
  }

  private Optional<ApiKey> compare(Optional<ApiKeyEntity> found, byte[] sha256) {
    return keyedHash.matches(found.map(ApiKeyEntity::stored), sha256)
        ? found.map(key -> new ApiKey(key.id, key.clientId, Optional.ofNullable(key.expiresAt)))
        : Optional.empty();
  }
}
