package dev.postern.auth.apikey;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

@Singleton
class ApiKeyRepository implements PanacheRepositoryBase<ApiKeyEntity, String> {

  /** The key, if neither it nor its client is revoked; otherwise null. */
  Uni<@Nullable ApiKeyEntity> findLive(String id) {
    return find(
            "from ApiKeyEntity k where k.id = ?1 and k.revokedAt is null and exists (select 1 from"
                + " ClientEntity c where c.id = k.clientId and c.disabledAt is null)",
            id)
        .firstResult();
  }

  /** In the order of their ids, after this one. */
  Uni<List<ApiKeyEntity>> page(String after, int limit) {
    return find("id > ?1 order by id", after).page(0, limit).list();
  }
}
