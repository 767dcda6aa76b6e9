package dev.postern.customer.limit;

import dev.postern.common.secret.Secret;
import dev.postern.customer.account.Username;
import dev.postern.customer.sealing.CookieSeal;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Device cookies (OWASP): who has logged in with this browser before shows it, and is counted apart
 * from strangers. It lets nobody in, and holds no name.
 *
 * <p>The value is sealed (Tink AEAD): when it was made, a random device id, and the keyed hash of
 * the account. One that does not open, is too old or belongs to another account is as good as none,
 * and so are two.
 */
@Singleton
public class DeviceCookies {
  private static final String NAME = "__Host-postern-device";
  private static final Duration LIFETIME = Duration.ofDays(180);
  private static final String PURPOSE = "postern login device v1";
  private static final int ID_OCTETS = 16;
  private static final int HASH_OCTETS = 32;
  private static final int OCTETS = Long.BYTES + ID_OCTETS + HASH_OCTETS;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final CookieSeal seal;
  private final Names names;
  private final InstantSource clock;

  /**
   * @throws IllegalStateException if keyset or pepper cannot be read; they are not repeated
   */
  DeviceCookies(LoginConfig config, InstantSource clock) {
    this.names = new Names(config.pepper());
    this.clock = clock;
    this.seal = new CookieSeal(config.keyset(), "postern.login.keyset", PURPOSE);
  }

  /** The cookie's value, if the headers {@code Cookie} hold exactly one of that name. */
  public static Optional<Secret> read(List<String> headers) {
    List<String> values =
        headers.stream()
            .flatMap(line -> List.of(line.split(";", -1)).stream())
            .map(String::strip)
            .filter(pair -> pair.startsWith(NAME + "="))
            .map(pair -> pair.substring(NAME.length() + 1))
            .toList();
    return values.size() == 1 ? Optional.of(Secret.of(values.getFirst())) : Optional.empty();
  }

  /** The device's id, if the cookie is one of ours for this account. */
  public Optional<String> deviceOf(Optional<Username> username, Optional<Secret> cookie) {
    return username.flatMap(
        name ->
            cookie
                .flatMap(seal::open)
                .filter(this::isAlive)
                .filter(opened -> isFor(name, opened))
                .map(this::id));
  }

  /** The header {@code Set-Cookie} for a new device of this account. */
  public Secret setCookie(Username username) {
    byte[] id = new byte[ID_OCTETS];
    RANDOM.nextBytes(id);
    byte[] content =
        ByteBuffer.allocate(OCTETS)
            .putLong(clock.instant().getEpochSecond())
            .put(id)
            .put(names.accountHash(username.canonical()))
            .array();
    return Secret.of(
        NAME
            + "="
            + seal.seal(content).reveal()
            + "; Path=/; Max-Age="
            + LIFETIME.toSeconds()
            + "; Secure; HttpOnly; SameSite=Lax");
  }

  private boolean isAlive(byte[] content) {
    return content.length == OCTETS
        && clock
            .instant()
            .isBefore(Instant.ofEpochSecond(ByteBuffer.wrap(content).getLong()).plus(LIFETIME));
  }

  private boolean isFor(Username username, byte[] content) {
    byte[] hash = new byte[HASH_OCTETS];
    ByteBuffer.wrap(content).get(Long.BYTES + ID_OCTETS, hash);
    return MessageDigest.isEqual(hash, names.accountHash(username.canonical()));
  }

  private String id(byte[] content) {
    return HexFormat.of().formatHex(content, Long.BYTES, Long.BYTES + ID_OCTETS);
  }
}
