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

  Uni<List<SigningKeyEntity>> published() {
    return list("state <> ?1", KeyState.REMOVED);
  }
}
