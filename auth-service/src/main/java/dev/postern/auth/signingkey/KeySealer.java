package dev.postern.auth.signingkey;

import dev.postern.auth.sealing.SealedKind;
import dev.postern.auth.sealing.Sealer;
import dev.postern.common.secret.Secret;
import jakarta.inject.Singleton;

/**
 * Seals private keys for the database. A sealed key is bound to its {@code kid}: under another it
 * does not open.
 */
@Singleton
class KeySealer {
  private final Sealer sealer;

  KeySealer(Sealer sealer) {
    this.sealer = sealer;
  }

  byte[] seal(String kid, Secret privateKey) {
    return sealer.seal(SealedKind.SIGNING_KEY, kid, privateKey);
  }

  /**
   * @throws IllegalStateException if it was sealed with another keyset, or for another kid
   */
  Secret open(String kid, byte[] sealed) {
    return sealer.open(SealedKind.SIGNING_KEY, kid, sealed);
  }
}
