package dev.postern.auth.client;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

@Singleton
class ClientRepository implements PanacheRepositoryBase<ClientEntity, String> {

  /** In the order of their ids, behind the one named. */
  Uni<List<ClientEntity>> page(String after, int limit) {
    return find("id > ?1 order by id", after).page(0, limit).list();
  }
}
