package dev.postern.customer.session;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import dev.postern.common.secret.Secret;
import dev.postern.common.session.SessionCookie;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/** Seals a session's id into its cookie (Tink AEAD, base64url), for this one purpose. */
@Singleton
class CookieSealer {
  private static final byte[] PURPOSE = SessionCookie.NAME.getBytes(StandardCharsets.US_ASCII);
  private static final int ID_BYTES = 16;

  private final Aead aead;

  /**
   * @throws IllegalStateException if the keyset cannot be read; its text is not repeated
   */
  CookieSealer(SessionConfig config) {
    try {
      AeadConfig.register();
      this.aead =
          TinkJsonProtoKeysetFormat.parseKeyset(config.keyset(), InsecureSecretKeyAccess.get())
              .getPrimitive(RegistryConfiguration.get(), Aead.class);
    } catch (GeneralSecurityException unreadable) {
      throw new IllegalStateException("postern.session.keyset is no Tink AEAD keyset", unreadable);
    }
  }

  Secret seal(UUID sessionId) {
    byte[] octets =
        ByteBuffer.allocate(ID_BYTES)
            .putLong(sessionId.getMostSignificantBits())
            .putLong(sessionId.getLeastSignificantBits())
            .array();
    try {
      return Secret.of(encode(aead.encrypt(octets, PURPOSE)));
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException("cannot seal a cookie", failure);
    }
  }

  /** Nothing if we have not sealed it: only the very text that was handed out opens. */
  Optional<UUID> open(Secret cookie) {
    try {
      byte[] sealed = Base64.getUrlDecoder().decode(cookie.reveal());
      if (!encode(sealed).equals(cookie.reveal())) {
        return Optional.empty(); // a twin: padded, or with other spare bits
      }
      ByteBuffer octets = ByteBuffer.wrap(aead.decrypt(sealed, PURPOSE));
      return octets.remaining() == ID_BYTES
          ? Optional.of(new UUID(octets.getLong(), octets.getLong()))
          : Optional.empty();
    } catch (IllegalArgumentException | GeneralSecurityException notOurs) {
      return Optional.empty();
    }
  }

  private static String encode(byte[] sealed) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
  }
}
