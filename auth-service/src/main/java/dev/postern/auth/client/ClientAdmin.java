package dev.postern.auth.client;

import dev.postern.auth.digest.KeyedHash;
import dev.postern.common.auth.AuthError;
import dev.postern.common.key.OpaqueToken;
import dev.postern.common.transport.GuardConfig;
import dev.postern.common.transport.Refusal;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Makes and ends clients. Refuses by {@link Refusal}; fails if the database does. */
@ApplicationScoped
public class ClientAdmin {
  static final Duration DEFAULT_TOKEN_LIFETIME = Duration.ofSeconds(28_800);

  /** A client just made: the only time its secret is shown. */
  record Created(ClientEntity client, OpaqueToken secret) {}

  private final ClientRepository clients;
  private final ClientSecretRepository secrets;
  private final KeyedHash keyedHash;
  private final GuardConfig config;
  private final InstantSource clock;

  ClientAdmin(
      ClientRepository clients,
      ClientSecretRepository secrets,
      KeyedHash keyedHash,
      GuardConfig config,
      InstantSource clock) {
    this.clients = clients;
    this.secrets = secrets;
    this.keyedHash = keyedHash;
    this.config = config;
    this.clock = clock;
  }

  @WithTransaction
  Uni<Created> create(String name, Set<String> scopes, Duration tokenLifetime) {
    ClientEntity client = entity(UUID.randomUUID().toString(), name, scopes, tokenLifetime);
    OpaqueToken secret = OpaqueToken.generate(OpaqueToken.Kind.CLIENT_SECRET, config.environment());
    return clients
        .persist(client)
        .flatMap(saved -> secrets.persist(secretOf(client, secret)))
        .replaceWith(new Created(client, secret));
  }

  @WithSession
  Uni<List<ClientEntity>> page(String after, int limit) {
    return clients.page(after, limit);
  }

  /** Ends the client and with it everything it holds; ending it twice changes nothing. */
  @WithTransaction
  Uni<Void> disable(String clientId) {
    return clients
        .findById(clientId)
        .onItem()
        .ifNull()
        .failWith(() -> new Refusal(AuthError.NOT_FOUND))
        .invoke(this::markDisabled)
        .replaceWithVoid();
  }

  /**
   * Makes the client, or gives it these scopes and this one secret: how services of Postern come to
   * be clients, from the environment.
   */
  @WithTransaction
  public Uni<Void> declare(String clientId, OpaqueToken secret, Set<String> scopes) {
    return clients
        .findById(clientId)
        .onItem()
        .ifNull()
        .switchTo(() -> clients.persist(entity(clientId, clientId, scopes, DEFAULT_TOKEN_LIFETIME)))
        .invoke(client -> client.scopes = scopes.toArray(String[]::new))
        .call(client -> secrets.replaceAll(clientId, secretOf(client, secret)))
        .replaceWithVoid();
  }

  /** Fails with a refusal if there is no such client to give anything to. */
  @WithSession
  public Uni<Void> mustExist(String clientId) {
    return clients
        .count("id = ?1 and disabledAt is null", clientId)
        .map(
            found -> {
              if (found == 0) {
                throw new Refusal(AuthError.REQUEST_INVALID, "There is no such client.");
              }
              return null;
            });
  }

  private void markDisabled(ClientEntity client) {
    if (client.disabledAt == null) {
      client.disabledAt = clock.instant();
    }
  }

  private ClientEntity entity(String id, String name, Set<String> scopes, Duration tokenLifetime) {
    ClientEntity client = new ClientEntity();
    client.id = id;
    client.name = name;
    client.scopes = scopes.toArray(String[]::new);
    client.tokenLifetimeSeconds = Math.toIntExact(tokenLifetime.toSeconds());
    client.createdAt = clock.instant();
    return client;
  }

  private ClientSecretEntity secretOf(ClientEntity client, OpaqueToken secret) {
    return ClientSecretEntity.of(client, secret, keyedHash.store(secret.digest()), clock.instant());
  }
}
