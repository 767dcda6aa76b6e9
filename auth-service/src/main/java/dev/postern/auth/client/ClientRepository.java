package dev.postern.auth.client;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import java.util.List;
import org.jspecify.annotations.Nullable;

@Singleton
class ClientRepository implements PanacheRepositoryBase<ClientEntity, String> {

  /**
   * Until the transaction ends nobody else changes this client's secrets; null if there is none.
   */
  Uni<@Nullable ClientEntity> lock(String id) {
    return findById(id, LockModeType.PESSIMISTIC_WRITE);
  }

  /** In the order of their ids, behind the one named. */
  Uni<List<ClientEntity>> page(String after, int limit) {
    return find("id > ?1 order by id", after).page(0, limit).list();
  }
}
