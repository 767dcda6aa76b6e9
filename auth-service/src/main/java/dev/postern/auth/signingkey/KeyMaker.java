package dev.postern.auth.signingkey;

import dev.postern.common.jwt.SigningAlgorithm;
import dev.postern.common.secret.Secret;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.inject.Singleton;
import java.security.KeyPair;
import java.util.UUID;

/** Generates keys on a worker thread, because some take a second. Nothing is stored. */
@Singleton
class KeyMaker {
  private final KeySealer sealer;
  private final Vertx vertx;

  KeyMaker(KeySealer sealer, Vertx vertx) {
    this.sealer = sealer;
    this.vertx = vertx;
  }

  /** A sealed key without a state; the item comes on the context of the caller. */
  Uni<SigningKeyEntity> make(SigningAlgorithm algorithm) {
    return vertx.executeBlocking(() -> sealed(algorithm));
  }

  private SigningKeyEntity sealed(SigningAlgorithm algorithm) {
    KeyPair pair = KeyCodec.generate(algorithm);
    SigningKeyEntity entity = new SigningKeyEntity();
    entity.kid = UUID.randomUUID().toString();
    entity.algorithm = algorithm;
    entity.publicKey = pair.getPublic().getEncoded();
    entity.sealedPrivate = sealer.seal(entity.kid, Secret.of(pair.getPrivate().getEncoded()));
    return entity;
  }
}
