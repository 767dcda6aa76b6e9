package dev.postern.customer.limit;

import dev.postern.common.secret.Secret;
import dev.postern.customer.account.Customer;
import dev.postern.customer.sealing.CookieSeal;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Device cookies (OWASP): a browser that has logged in before presents one, and is limited apart
 * from unknown devices. The cookie authenticates nobody and holds no username.
 *
 * <p>The value is sealed (Tink AEAD). It holds the time of issue, a random device id, the
 * customer's id and the password version. A cookie that cannot be opened, is too old, belongs to
 * another customer or to an earlier password is ignored; two cookies are ignored, too.
 */
@Singleton
public class DeviceCookies {
  private static final String NAME = "__Host-postern-device";
  private static final Duration LIFETIME = Duration.ofDays(180);
  private static final String PURPOSE = "postern login device v2";
  private static final int ID_BYTES = 16;
  private static final int CUSTOMER_BYTES = 16;
  private static final int CONTENT_BYTES = Long.BYTES + ID_BYTES + CUSTOMER_BYTES + Integer.BYTES;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final CookieSeal seal;
  private final InstantSource clock;

  /** A device that a customer has logged in with before. */
  public record Device(String id, UUID customer) {}

  private record Content(Instant madeAt, String id, UUID customer, int passwordVersion) {}

  /**
   * @throws IllegalStateException if the keyset cannot be read; the message omits it
   */
  DeviceCookies(LoginConfig config, InstantSource clock) {
    this.clock = clock;
    this.seal = new CookieSeal(config.keyset(), "postern.login.keyset", PURPOSE);
  }

  /** The cookie's value, if the {@code Cookie} headers hold exactly one. */
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

  /** The device, if the cookie is ours, for this customer and for the current password. */
  public Optional<Device> deviceOf(Optional<Customer> customer, Optional<Secret> cookie) {
    return cookie
        .flatMap(seal::open)
        .filter(bytes -> bytes.length == CONTENT_BYTES)
        .map(DeviceCookies::content)
        .filter(content -> clock.instant().isBefore(content.madeAt().plus(LIFETIME)))
        .filter(content -> customer.filter(known -> isFor(known, content)).isPresent())
        .map(content -> new Device(content.id(), content.customer()));
  }

  /**
   * The header {@code Set-Cookie} for a new device of this customer.
   *
   * @param passwordVersion of the password that was just proven or chosen
   */
  public Secret setCookie(UUID customer, int passwordVersion) {
    byte[] id = new byte[ID_BYTES];
    RANDOM.nextBytes(id);
    byte[] content =
        ByteBuffer.allocate(CONTENT_BYTES)
            .putLong(clock.instant().getEpochSecond())
            .put(id)
            .putLong(customer.getMostSignificantBits())
            .putLong(customer.getLeastSignificantBits())
            .putInt(passwordVersion)
            .array();
    return Secret.of(
        NAME
            + "="
            + seal.seal(content).reveal()
            + "; Path=/; Max-Age="
            + LIFETIME.toSeconds()
            + "; Secure; HttpOnly; SameSite=Lax");
  }

  private static Content content(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    Instant madeAt = Instant.ofEpochSecond(buffer.getLong());
    byte[] id = new byte[ID_BYTES];
    buffer.get(id);
    UUID customer = new UUID(buffer.getLong(), buffer.getLong());
    return new Content(madeAt, HexFormat.of().formatHex(id), customer, buffer.getInt());
  }

  private static boolean isFor(Customer customer, Content content) {
    return customer.id().equals(content.customer())
        && customer.passwordVersion() == content.passwordVersion();
  }
}
