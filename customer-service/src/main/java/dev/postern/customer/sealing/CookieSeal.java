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

/** Seals octets into the value of a cookie (Tink AEAD, base64url), for one purpose. */
public final class CookieSeal {
  private static final int MAX_CHARS = 512;

  private final Aead aead;
  private final byte[] purpose;

  /**
   * @param keyset a Tink AEAD keyset in JSON
   * @param setting where it comes from, for the message
   * @param purpose what is sealed for another one does not open
   * @throws IllegalStateException if the keyset cannot be read; its text is not repeated
   */
  public CookieSeal(String keyset, String setting, String purpose) {
    this.purpose = purpose.getBytes(StandardCharsets.US_ASCII);
    try {
      AeadConfig.register();
      this.aead =
          TinkJsonProtoKeysetFormat.parseKeyset(keyset, InsecureSecretKeyAccess.get())
              .getPrimitive(RegistryConfiguration.get(), Aead.class);
    } catch (GeneralSecurityException unreadable) {
      throw new IllegalStateException(setting + " is no Tink AEAD keyset", unreadable);
    }
  }

  public Secret seal(byte[] content) {
    try {
      return Secret.of(encode(aead.encrypt(content, purpose)));
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException("cannot seal a cookie", failure);
    }
  }

  /** Nothing if we have not sealed it: only the very text that was handed out opens. */
  public Optional<byte[]> open(Secret cookie) {
    String text = cookie.reveal();
    if (text.length() > MAX_CHARS) {
      return Optional.empty();
    }
    try {
      byte[] sealed = Base64.getUrlDecoder().decode(text);
      return encode(sealed).equals(text) // or else a twin: padded, or with other spare bits
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
