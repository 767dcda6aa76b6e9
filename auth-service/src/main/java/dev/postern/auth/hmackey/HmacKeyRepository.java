package dev.postern.auth.hmackey;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import java.util.List;
import org.jspecify.annotations.Nullable;

@Singleton
class HmacKeyRepository implements PanacheRepositoryBase<HmacKeyEntity, String> {

  /** Locks the key until the transaction ends; null if there is none. */
  Uni<@Nullable HmacKeyEntity> lock(String id) {
    return findById(id, LockModeType.PESSIMISTIC_WRITE);
  }

  /** In the order of their ids, after this one. */
  Uni<List<HmacKeyEntity>> page(String after, int limit) {
    return find("id > ?1 order by id", after).page(0, limit).list();
  }
}
