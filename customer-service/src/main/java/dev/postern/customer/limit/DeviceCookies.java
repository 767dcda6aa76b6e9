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
 * Device cookies (OWASP): who has logged in with this browser before shows it, and is counted apart
 * from strangers. It lets nobody in, and holds no name.
 *
 * <p>The value is sealed (Tink AEAD): when it was made, a random device id, the customer's id, and
 * how many passwords they had chosen by then. One that does not open, is too old, belongs to
 * another customer or is from before their latest password is as good as none, and so are two.
 */
@Singleton
public class DeviceCookies {
  private static final String NAME = "__Host-postern-device";
  private static final Duration LIFETIME = Duration.ofDays(180);
  private static final String PURPOSE = "postern login device v2";
  private static final int ID_OCTETS = 16;
  private static final int CUSTOMER_OCTETS = 16;
  private static final int OCTETS = Long.BYTES + ID_OCTETS + CUSTOMER_OCTETS + Integer.BYTES;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final CookieSeal seal;
  private final InstantSource clock;

  /** A device that a customer has logged in with before. */
  public record Device(String id, UUID customer) {}

  private record Content(Instant madeAt, String id, UUID customer, int passwordVersion) {}

  /**
   * @throws IllegalStateException if the keyset cannot be read; it is not repeated
   */
  DeviceCookies(LoginConfig config, InstantSource clock) {
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

  /** The device, if the cookie is one of ours for this customer with the password of today. */
  public Optional<Device> deviceOf(Optional<Customer> customer, Optional<Secret> cookie) {
    return cookie
        .flatMap(seal::open)
        .filter(octets -> octets.length == OCTETS)
        .map(DeviceCookies::content)
        .filter(content -> clock.instant().isBefore(content.madeAt().plus(LIFETIME)))
        .filter(content -> customer.filter(known -> isFor(known, content)).isPresent())
        .map(content -> new Device(content.id(), content.customer()));
  }

  /**
   * The header {@code Set-Cookie} for a new device of this customer.
   *
   * @param passwordVersion of the password that was just proven, or chosen
   */
  public Secret setCookie(UUID customer, int passwordVersion) {
    byte[] id = new byte[ID_OCTETS];
    RANDOM.nextBytes(id);
    byte[] content =
        ByteBuffer.allocate(OCTETS)
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

  private static Content content(byte[] octets) {
    ByteBuffer buffer = ByteBuffer.wrap(octets);
    Instant madeAt = Instant.ofEpochSecond(buffer.getLong());
    byte[] id = new byte[ID_OCTETS];
    buffer.get(id);
    UUID customer = new UUID(buffer.getLong(), buffer.getLong());
    return new Content(madeAt, HexFormat.of().formatHex(id), customer, buffer.getInt());
  }

  private static boolean isFor(Customer customer, Content content) {
    return customer.id().equals(content.customer())
        && customer.passwordVersion() == content.passwordVersion();
  }
}
