package dev.postern.auth.client;

import dev.postern.auth.event.EventDraft;
import dev.postern.auth.event.SecurityEventLog;
import dev.postern.common.auth.AuthError;
import dev.postern.common.database.DatabaseTimeout;
import dev.postern.common.jwt.JwkSet;
import dev.postern.common.key.OpaqueToken;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.revocation.RevocationKind;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Creates, lists and disables clients. Refuses by {@link Refusal}; fails if the database does. */
@ApplicationScoped
public class ClientAdmin {
  static final Duration DEFAULT_TOKEN_LIFETIME = Duration.ofSeconds(28_800);

  /** A new client, with its first secret unless it has keys. The secret is known only here. */
  record CreatedClient(ClientEntity client, Optional<OpaqueToken> secret) {}

  /**
   * What the signed requests of a client may do.
   *
   * @param inPlaceOfToken whether a signature may take the place of an access token
   */
  public record Signer(Set<String> scopes, boolean inPlaceOfToken) {}

  private final ClientRepository clients;
  private final ClientSecrets secrets;
  private final SecurityEventLog events;
  private final InstantSource clock;

  ClientAdmin(
      ClientRepository clients,
      ClientSecrets secrets,
      SecurityEventLog events,
      InstantSource clock) {
    this.events = events;
    this.clients = clients;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** Creates the client. One without keys gets its first secret. */
  @DatabaseTimeout
  @WithTransaction
  Uni<CreatedClient> create(ClientRegistration wanted) {
    Uni<ClientEntity> saved = clients.persist(entity(UUID.randomUUID().toString(), wanted));
    return wanted.keys().isEmpty()
        ? saved
            .flatMap(client -> secrets.make(client, Optional.empty()))
            .map(made -> new CreatedClient(made.entity().client, Optional.of(made.secret())))
        : saved.map(client -> new CreatedClient(client, Optional.empty()));
  }

  @DatabaseTimeout
  @WithSession
  Uni<List<ClientEntity>> page(String after, int limit) {
    return clients.page(after, limit);
  }

  /**
   * Disables the client and revokes everything issued to it. Doing so again changes nothing.
   *
   * @return the number of the security event; empty if nothing changed
   */
  @DatabaseTimeout
  @WithTransaction
  Uni<Optional<Long>> disable(String clientId, String actor) {
    return clients
        .findById(clientId)
        .onItem()
        .ifNull()
        .failWith(() -> new Refusal(AuthError.NOT_FOUND))
        .flatMap(client -> markDisabled(client, actor));
  }

  /**
   * Creates the client, or sets its scopes and leaves it with this secret alone. The environment
   * declares the services of Postern this way.
   */
  @WithTransaction
  public Uni<Void> declare(String clientId, OpaqueToken secret, Set<String> scopes) {
    return clients
        .findById(clientId)
        .onItem()
        .ifNull()
        .switchTo(() -> clients.persist(entity(clientId, declared(clientId, scopes))))
        .invoke(client -> client.scopes = scopes.toArray(String[]::new))
        .call(client -> secrets.replaceAll(client, secret))
        .replaceWithVoid();
  }

  /** Refuses if there is no enabled client with this id. */
  @DatabaseTimeout
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

  /**
   * What signed requests of this client may do, read in the present session; empty if the client is
   * unknown or disabled.
   */
  public Uni<Optional<Signer>> findSigner(String clientId) {
    return clients
        .find("id = ?1 and disabledAt is null", clientId)
        .firstResult()
        .map(client -> Optional.ofNullable(client).map(ClientAdmin::signer));
  }

  private static Signer signer(ClientEntity client) {
    return new Signer(Set.of(client.scopes), client.signsRequests);
  }

  private Uni<Optional<Long>> markDisabled(ClientEntity client, String actor) {
    if (client.disabledAt != null) {
      return Uni.createFrom().item(Optional.empty());
    }
    Instant now = clock.instant();
    client.disabledAt = now;
    Instant until = now.plus(EventDraft.LONGEST_TOKEN_LIFE);
    return events
        .append(EventDraft.revocation(RevocationKind.CLIENT, client.id, until, actor))
        .map(Optional::of);
  }

  private static ClientRegistration declared(String clientId, Set<String> scopes) {
    return new ClientRegistration(
        clientId, scopes, DEFAULT_TOKEN_LIFETIME, GrantTypes.DEFAULT, List.of(), false);
  }

  private ClientEntity entity(String id, ClientRegistration wanted) {
    ClientEntity client = new ClientEntity();
    client.id = id;
    client.name = wanted.name();
    client.scopes = wanted.scopes().toArray(String[]::new);
    client.tokenLifetimeSeconds = Math.toIntExact(wanted.tokenLifetime().toSeconds());
    client.grantTypes = wanted.grantTypes().toArray(String[]::new);
    client.jwks = wanted.keys().isEmpty() ? null : JwkSet.write(wanted.keys());
    client.signsRequests = wanted.signsRequests();
    client.createdAt = clock.instant();
    return client;
  }
}
