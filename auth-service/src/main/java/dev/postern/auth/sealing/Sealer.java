package dev.postern.auth.sealing;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import dev.postern.common.secret.Secret;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/**
 * Seals secrets for the database with the keyset of the environment (Tink AEAD). A sealed secret is
 * bound to its kind and its id: in another row it does not open.
 */
@Singleton
public class Sealer {
  private final Aead aead;

  /**
   * @throws IllegalStateException if the keyset cannot be read; its text is not repeated
   */
  public Sealer(SealingConfig config) {
    try {
      AeadConfig.register();
      this.aead =
          TinkJsonProtoKeysetFormat.parseKeyset(config.keyset(), InsecureSecretKeyAccess.get())
              .getPrimitive(RegistryConfiguration.get(), Aead.class);
    } catch (GeneralSecurityException unreadable) {
      throw new IllegalStateException("postern.sealing.keyset is no Tink AEAD keyset", unreadable);
    }
  }

  public byte[] seal(SealedKind kind, String id, Secret secret) {
    try {
      return aead.encrypt(secret.revealBytes(), context(kind, id));
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException("cannot seal a " + kind.label(), failure);
    }
  }

  /**
   * @throws IllegalStateException if it was sealed with another keyset, or for another id
   */
  public Secret open(SealedKind kind, String id, byte[] sealed) {
    try {
      return Secret.of(aead.decrypt(sealed, context(kind, id)));
    } catch (GeneralSecurityException notOurs) {
      throw new IllegalStateException(
          kind.label().replace('_', ' ') + " " + id + " does not open with postern.sealing.keyset",
          notOurs);
    }
  }

  private static byte[] context(SealedKind kind, String id) {
    return (kind.label() + ":" + id).getBytes(StandardCharsets.UTF_8);
  }
}
