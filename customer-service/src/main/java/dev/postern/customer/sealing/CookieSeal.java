package dev.postern.customer.sealing;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import dev.postern.common.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;

/** Seals bytes into the value of a cookie (Tink AEAD, base64url), for one purpose. */
public final class CookieSeal {
  private static final int MAX_CHARS = 512;

  private final Aead aead;
  private final byte[] purpose;

  /**
   * @param keyset a Tink AEAD keyset in JSON
   * @param setting the name of its setting, for the message
   * @param purpose a value that was sealed for another purpose cannot be opened
   * @throws IllegalStateException if the keyset cannot be read; the message omits it
   */
  public CookieSeal(String keyset, String setting, String purpose) {
    this.purpose = purpose.getBytes(StandardCharsets.US_ASCII);
    try {
      AeadConfig.register();
      this.aead =
          TinkJsonProtoKeysetFormat.parseKeyset(keyset, InsecureSecretKeyAccess.get())
              .getPrimitive(RegistryConfiguration.get(), Aead.class);
    } catch (GeneralSecurityException unreadable) {
      throw new IllegalStateException(setting + " is not a Tink AEAD keyset", unreadable);
    }
  }

  public Secret seal(byte[] content) {
    try {
      return Secret.of(encode(aead.encrypt(content, purpose)));
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException("cannot seal a cookie", failure);
    }
  }

  /** Nothing unless the text is exactly one that was sealed here. */
  public Optional<byte[]> open(Secret cookie) {
    String text = cookie.reveal();
    if (text.length() > MAX_CHARS) {
      return Optional.empty();
    }
    try {
      byte[] sealed = Base64.getUrlDecoder().decode(text);
      return encode(sealed).equals(text) // a variant with padding or other spare bits is refused
          ? Optional.of(aead.decrypt(sealed, purpose))
          : Optional.empty();
    } catch (IllegalArgumentException | GeneralSecurityException notOurs) {
      return Optional.empty();
    }
  }

  private static String encode(byte[] sealed) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
  }
}
