package dev.postern.auth.signingkey;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

@Singleton
class SigningKeyRepository implements PanacheRepositoryBase<SigningKeyEntity, String> {
  /** Any number, but always this one: PostgreSQL's advisory locks go by number. */
  private static final long LOCK = 0x5057_4b45_5931L;

  /** Until the transaction ends nobody else, in no replica, is past this point. */
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

  /** All that are not removed. There are few: see {@link KeyRules#MAX_PUBLISHED}. */
  Uni<List<SigningKeyEntity>> published() {
    return list("state <> ?1", KeyState.REMOVED);
  }

  /** At most one, of those that are pending, and of those that are active. */
  Uni<List<SigningKeyEntity>> in(KeyState state) {
    return list("state", state);
  }

  /** In the order of their ids, behind the one named. */
  Uni<List<SigningKeyEntity>> page(String after, int limit) {
    return find("kid > ?1 order by kid", after).page(0, limit).list();
  }
}
