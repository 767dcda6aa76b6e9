package dev.postern.auth.signingkey;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

@Singleton
class SigningKeyRepository implements PanacheRepositoryBase<SigningKeyEntity, String> {
  /** An arbitrary constant: PostgreSQL's advisory locks are identified by numbers. */
  private static final long LOCK = 0x5057_4b45_5931L;

  /** Locks all changes of signing keys, in all replicas, until the transaction ends. */
  Uni<Void> lock() {
    return Panache.getSession()
        .flatMap(
            session ->
                session
                    .createNativeQuery(
                        "select pg_advisory_xact_lock(" + LOCK + ")::text", String.class)
                    .getSingleResult())
        .replaceWithVoid();
  }

  /** All keys that are not removed: at most {@link KeyRules#MAX_PUBLISHED}. */
  Uni<List<SigningKeyEntity>> published() {
    return list("state <> ?1", KeyState.REMOVED);
  }

  /** The keys in this state; at most one is pending, and at most one active. */
  Uni<List<SigningKeyEntity>> in(KeyState state) {
    return list("state", state);
  }

  /** In the order of their ids, after this one. */
  Uni<List<SigningKeyEntity>> page(String after, int limit) {
    return find("kid > ?1 order by kid", after).page(0, limit).list();
  }
}
