package dev.postern.auth.signingkey;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import dev.postern.common.secret.Secret;
import io.smallrye.config.ConfigMapping;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/**
 * Seals private keys for the database with the keyset of the environment (Tink AEAD). A sealed key
 * is bound to its {@code kid}: put under another it does not open.
 */
@Singleton
class KeySealer {

  /** {@code postern.sealing.keyset}: a Tink AEAD keyset in JSON, from the secret store. */
  @ConfigMapping(prefix = "postern.sealing")
  interface Config {
    String keyset();
  }

  private final Aead aead;

  /**
   * @throws IllegalStateException if the keyset cannot be read; its text is not repeated
   */
  KeySealer(Config config) {
    try {
      AeadConfig.register();
      this.aead =
          TinkJsonProtoKeysetFormat.parseKeyset(config.keyset(), InsecureSecretKeyAccess.get())
              .getPrimitive(RegistryConfiguration.get(), Aead.class);
    } catch (GeneralSecurityException unreadable) {
      throw new IllegalStateException("postern.sealing.keyset is no Tink AEAD keyset", unreadable);
    }
  }

  byte[] seal(String kid, Secret privateKey) {
    try {
      return aead.encrypt(privateKey.revealBytes(), context(kid));
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException("cannot seal a signing key", failure);
    }
  }

  /**
   * @throws IllegalStateException if it was sealed with another keyset, or for another kid
   */
  Secret open(String kid, byte[] sealed) {
    try {
      return Secret.of(aead.decrypt(sealed, context(kid)));
    } catch (GeneralSecurityException notOurs) {
      throw new IllegalStateException(
          "signing key " + kid + " does not open with postern.sealing.keyset", notOurs);
    }
  }

  private static byte[] context(String kid) {
    return ("signing_key:" + kid).getBytes(StandardCharsets.UTF_8);
  }
}
