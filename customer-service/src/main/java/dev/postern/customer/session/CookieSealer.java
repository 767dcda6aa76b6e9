package dev.postern.customer.session;

import dev.postern.common.secret.Secret;
import dev.postern.common.session.SessionCookie;
import dev.postern.customer.sealing.CookieSeal;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/** Seals a session's id into its cookie. */
@Singleton
class CookieSealer {
  private static final int ID_BYTES = 16;

  private final CookieSeal seal;

  /**
   * @throws IllegalStateException if the keyset cannot be read; the message omits it
   */
  CookieSealer(SessionConfig config) {
    this.seal = new CookieSeal(config.keyset(), "postern.session.keyset", SessionCookie.NAME);
  }

  Secret seal(UUID sessionId) {
    return seal.seal(
        ByteBuffer.allocate(ID_BYTES)
            .putLong(sessionId.getMostSignificantBits())
            .putLong(sessionId.getLeastSignificantBits())
            .array());
  }

  /** Nothing unless the cookie was sealed here. */
  Optional<UUID> open(Secret cookie) {
    return seal.open(cookie)
        .filter(bytes -> bytes.length == ID_BYTES)
        .map(ByteBuffer::wrap)
        .map(bytes -> new UUID(bytes.getLong(), bytes.getLong()));
  }
}
