package dev.postern.auth.client;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

@Singleton
class ClientSecretRepository implements PanacheRepositoryBase<ClientSecretEntity, String> {

  /** The secret with its client, in one read; null if this client has no such secret. */
  Uni<@Nullable ClientSecretEntity> find(String clientId, String secretId) {
    return find(
            "from ClientSecretEntity s join fetch s.client c where s.id = ?1 and c.id = ?2",
            secretId,
            clientId)
        .firstResult();
  }

  /** The secrets that have not expired. */
  Uni<List<ClientSecretEntity>> live(String clientId, Instant now) {
    return list("client.id = ?1 and (expiresAt is null or expiresAt > ?2)", clientId, now);
  }

  /** All secrets of a client, live and expired, in the order of their ids, after this one. */
  Uni<List<ClientSecretEntity>> page(String clientId, String after, int limit) {
    return find("client.id = ?1 and id > ?2 order by id", clientId, after).page(0, limit).list();
  }

  /** Leaves the client with this secret alone. */
  Uni<Void> replaceAll(String clientId, ClientSecretEntity fresh) {
    return delete("client.id = ?1", clientId).flatMap(deleted -> persist(fresh)).replaceWithVoid();
  }
}
