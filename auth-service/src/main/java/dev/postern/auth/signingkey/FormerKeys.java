package dev.postern.auth.signingkey;

import dev.postern.common.database.DatabaseTimeout;
import dev.postern.common.jwt.VerificationKey;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Keys that were removed because their time was over. Fails if the database does. */
@ApplicationScoped
class FormerKeys {
  private final SigningKeyRepository keys;

  FormerKeys(SigningKeyRepository keys) {
    this.keys = keys;
  }

  /** The key; empty if it was ever revoked. */
  @DatabaseTimeout
  @WithSession
  Uni<Optional<VerificationKey>> find(String kid) {
    return keys.findById(kid)
        .map(
            found ->
                Optional.ofNullable(found)
                    .filter(SigningKeyEntity::isRemovedByAge)
                    .map(KeyCodec::publicKey));
  }
}
