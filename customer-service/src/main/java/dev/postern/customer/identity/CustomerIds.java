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
import java.util.Optional;
import java.util.UUID;

/**
 * Makes the opaque customer identifier: AES-SIV (RFC 5297) over the internal id, in base64url.
 *
 * <p>A customer always has the same identifier. It reveals nothing without the keyset, since it is
 * made from a random id, never from a name or an address.
 */
@Singleton
public class CustomerIds {

  /** {@code postern.customer-id.keyset}: a Tink deterministic AEAD keyset in JSON. */
  @ConfigMapping(prefix = "postern.customer-id")
  interface CustomerIdConfig {
    String keyset();
  }

  /** Longer than any identifier of ours. */
  private static final int MAX_CHARS = 64;

  private static final int ID_BYTES = 16;
  private static final byte[] CONTEXT = "customer_id".getBytes(StandardCharsets.US_ASCII);
  private final DeterministicAead aead;

  /**
   * @throws IllegalStateException if the keyset cannot be read; the message omits it
   */
  CustomerIds(CustomerIdConfig config) {
    try {
      DeterministicAeadConfig.register();
      this.aead =
          TinkJsonProtoKeysetFormat.parseKeyset(config.keyset(), InsecureSecretKeyAccess.get())
              .getPrimitive(RegistryConfiguration.get(), DeterministicAead.class);
    } catch (GeneralSecurityException unreadable) {
      throw new IllegalStateException(
          "postern.customer-id.keyset is not a Tink deterministic AEAD keyset", unreadable);
    }
  }

  /** Encrypts with the keyset's primary key. A customer's identifier is stored, not made again. */
  public String opaque(UUID id) {
    byte[] bytes =
        ByteBuffer.allocate(ID_BYTES)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array();
    try {
      return encode(aead.encryptDeterministically(bytes, CONTEXT));
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException("cannot make a customer identifier", failure);
    }
  }

  /**
   * The internal id in an identifier, made with any key of the keyset. Nothing if no key fits, or
   * if the text differs from the one that this service writes.
   */
  public Optional<UUID> read(String identifier) {
    if (identifier.length() > MAX_CHARS) {
      return Optional.empty();
    }
    try {
      byte[] sealed = Base64.getUrlDecoder().decode(identifier);
      boolean isOurForm = encode(sealed).equals(identifier);
      ByteBuffer id = ByteBuffer.wrap(aead.decryptDeterministically(sealed, CONTEXT));
      return isOurForm && id.remaining() == ID_BYTES
          ? Optional.of(new UUID(id.getLong(), id.getLong()))
          : Optional.empty();
    } catch (IllegalArgumentException | GeneralSecurityException foreign) {
      return Optional.empty();
    }
  }

  private static String encode(byte[] sealed) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
  }
}
