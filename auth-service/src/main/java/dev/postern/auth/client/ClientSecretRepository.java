package dev.postern.auth.client;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Multi;
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

  /** Those that still open something. */
  Uni<List<ClientSecretEntity>> live(String clientId, Instant now) {
    return list("client.id = ?1 and (expiresAt is null or expiresAt > ?2)", clientId, now);
  }

  /** A client's, live and ended, in the order of their ids, behind the one named. */
  Uni<List<ClientSecretEntity>> page(String clientId, String after, int limit) {
    return find("client.id = ?1 and id > ?2 order by id", clientId, after).page(0, limit).list();
  }

  /** Leaves the client with this one secret. */
  Uni<Void> replaceAll(String clientId, ClientSecretEntity fresh) {
    return list("client.id", clientId)
        .onItem()
        .transformToMulti(old -> Multi.createFrom().iterable(old))
        .onItem()
        .transformToUniAndConcatenate(this::delete)
        .collect()
        .last()
        .flatMap(deleted -> flush())
        .flatMap(flushed -> persist(fresh))
        .replaceWithVoid();
  }
}
