package dev.postern.customer.identity;

import com.google.crypto.tink.DeterministicAead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.daead.DeterministicAeadConfig;
import io.smallrye.config.ConfigMapping;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.UUID;

/**
 * Makes the opaque customer identifier: AES-SIV (RFC 5297) over the internal id, in base64url.
 *
 * <p>The same for the same customer, telling nothing to whoever lacks the keyset. It comes from a
 * random id, never from a name or an address.
 */
@Singleton
public class CustomerIds {

  /** {@code postern.customer-id.keyset}: a Tink deterministic AEAD keyset in JSON. */
  @ConfigMapping(prefix = "postern.customer-id")
  interface Config {
    String keyset();
  }

  private static final byte[] CONTEXT = "customer_id".getBytes(StandardCharsets.US_ASCII);
  private final DeterministicAead aead;

  /**
   * @throws IllegalStateException if the keyset cannot be read; its text is not repeated
   */
  CustomerIds(Config config) {
    try {
      DeterministicAeadConfig.register();
      this.aead =
          TinkJsonProtoKeysetFormat.parseKeyset(config.keyset(), InsecureSecretKeyAccess.get())
              .getPrimitive(RegistryConfiguration.get(), DeterministicAead.class);
    } catch (GeneralSecurityException unreadable) {
      throw new IllegalStateException(
          "postern.customer-id.keyset is no Tink deterministic AEAD keyset", unreadable);
    }
  }

  public String opaque(UUID id) {
    byte[] octets =
        ByteBuffer.allocate(16)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array();
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(aead.encryptDeterministically(octets, CONTEXT));
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException("cannot make a customer identifier", failure);
    }
  }
}
