package dev.postern.auth.client;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import java.util.List;
import org.jspecify.annotations.Nullable;

@Singleton
class ClientRepository implements PanacheRepositoryBase<ClientEntity, String> {

  /** Locks the client, and so its secrets, until the transaction ends; null if there is none. */
  Uni<@Nullable ClientEntity> lock(String id) {
    return findById(id, LockModeType.PESSIMISTIC_WRITE);
  }

  /** In the order of their ids, after this one. */
  Uni<List<ClientEntity>> page(String after, int limit) {
    return find("id > ?1 order by id", after).page(0, limit).list();
  }
}
