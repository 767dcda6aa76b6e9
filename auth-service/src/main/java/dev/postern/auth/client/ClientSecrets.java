package dev.postern.auth.client;

import dev.postern.auth.credential.KeyedHash;
import dev.postern.auth.event.EventDraft;
import dev.postern.auth.event.SecurityEventLog;
import dev.postern.common.auth.AuthError;
import dev.postern.common.database.DatabaseTimeout;
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
 * The secrets of clients. Several may be live at once, so that one replaces another without a gap.
 * Refuses by {@link Refusal}; fails if the database does.
 */
@ApplicationScoped
class ClientSecrets {
  static final int MAX_LIVE = 5;

  /** A new secret: the only place where its text is known. */
  record CreatedSecret(ClientSecretEntity entity, OpaqueToken secret) {}

  private final ClientRepository clients;
  private final ClientSecretRepository secrets;
  private final SecurityEventLog events;
  private final KeyedHash keyedHash;
  private final GuardConfig config;
  private final InstantSource clock;

  ClientSecrets(
      ClientRepository clients,
      ClientSecretRepository secrets,
      SecurityEventLog events,
      KeyedHash keyedHash,
      GuardConfig config,
      InstantSource clock) {
    this.clients = clients;
    this.secrets = secrets;
    this.events = events;
    this.keyedHash = keyedHash;
    this.config = config;
    this.clock = clock;
  }

  /**
   * Adds a secret.
   *
   * @param othersExpireAt when the client's other live secrets end at the latest
   */
  @DatabaseTimeout
  @WithTransaction
  Uni<CreatedSecret> add(
      String clientId, Optional<Instant> expiresAt, Optional<Instant> othersExpireAt) {
    return mustLock(clientId)
        .invoke(ClientSecrets::mustHaveSecrets)
        .call(
            client ->
                secrets
                    .live(clientId, clock.instant())
                    .invoke(live -> makeRoom(live, othersExpireAt)))
        .flatMap(client -> make(client, expiresAt));
  }

  @DatabaseTimeout
  @WithSession
  Uni<List<ClientSecretEntity>> page(String clientId, String after, int limit) {
    return clients
        .findById(clientId)
        .onItem()
        .ifNull()
        .failWith(() -> new Refusal(AuthError.NOT_FOUND))
        .flatMap(client -> secrets.page(clientId, after, limit));
  }

  /**
   * Ends a secret now. Ending it again changes nothing.
   *
   * @return the number of the security event; empty if nothing changed
   */
  @DatabaseTimeout
  @WithTransaction
  Uni<Optional<Long>> end(String clientId, String secretId, String actor) {
    return mustLock(clientId)
        .flatMap(client -> secrets.find(clientId, secretId))
        .onItem()
        .ifNull()
        .failWith(() -> new Refusal(AuthError.NOT_FOUND))
        .flatMap(secret -> end(secret, actor));
  }

  private Uni<Optional<Long>> end(ClientSecretEntity secret, String actor) {
    Instant now = clock.instant();
    if (secret.hasEnded(now)) {
      return Uni.createFrom().item(Optional.empty());
    }
    secret.endBy(now);
    Instant until = now.plus(ClientAuthenticator.REMEMBERED.multipliedBy(2));
    return events
        .append(EventDraft.revocation(RevocationKind.CLIENT_SECRET, secret.id, until, actor))
        .map(Optional::of);
  }

  /** Creates a secret without regard to others; within the caller's transaction. */
  Uni<CreatedSecret> make(ClientEntity client, Optional<Instant> expiresAt) {
    OpaqueToken secret = OpaqueToken.generate(OpaqueToken.Kind.CLIENT_SECRET, config.environment());
    ClientSecretEntity entity = entity(client, secret);
    entity.expiresAt = expiresAt.orElse(null);
    return secrets.persist(entity).map(saved -> new CreatedSecret(saved, secret));
  }

  /** Leaves the client with this secret alone; within the caller's transaction. */
  Uni<Void> replaceAll(ClientEntity client, OpaqueToken secret) {
    return secrets.replaceAll(client.id, entity(client, secret));
  }

  private Uni<ClientEntity> mustLock(String clientId) {
    return clients
        .lock(clientId)
        .onItem()
        .ifNull()
        .failWith(() -> new Refusal(AuthError.NOT_FOUND));
  }

  private static void mustHaveSecrets(ClientEntity client) {
    if (client.disabledAt != null) {
      throw new Refusal(AuthError.CONFLICT, "The client is disabled.");
    }
    if (client.hasKeys()) {
      throw new Refusal(AuthError.CONFLICT, "The client proves itself by its keys: no secrets.");
    }
  }

  private static void makeRoom(List<ClientSecretEntity> live, Optional<Instant> othersExpireAt) {
    if (live.size() >= MAX_LIVE) {
      throw new Refusal(
          AuthError.CONFLICT, "The client has " + MAX_LIVE + " live secrets: end one first.");
    }
    othersExpireAt.ifPresent(end -> live.forEach(secret -> secret.endBy(end)));
  }

  private ClientSecretEntity entity(ClientEntity client, OpaqueToken secret) {
    return ClientSecretEntity.of(client, secret, keyedHash.store(secret.digest()), clock.instant());
  }
}
