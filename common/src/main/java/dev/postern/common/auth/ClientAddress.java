package dev.postern.common.auth;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The address of a caller, in 16 canonical bytes: IPv4 as IPv4-mapped IPv6 (RFC 4291 §2.5.5.2).
 *
 * <p>It is resolved once for each call. Limits, lists and logs take it from the {@link Call}.
 */
public record ClientAddress(long high, long low) {
  /** The address of a connection without one: the unspecified address, {@code ::}. */
  public static final ClientAddress UNKNOWN = new ClientAddress(0, 0);

  private static final int BYTES = 16;
  private static final int IPV4_BYTES = 4;
  private static final long MAPPED = 0xFFFFL;
  private static final long IPV4_MASK = 0xFFFF_FFFFL;

  public static ClientAddress of(InetAddress address) {
    byte[] bytes = address.getAddress();
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return bytes.length == IPV4_BYTES
        ? new ClientAddress(0, MAPPED << Integer.SIZE | buffer.getInt() & IPV4_MASK)
        : new ClientAddress(buffer.getLong(), buffer.getLong());
  }

  /**
   * Reads a literal address. Never asks a name server.
   *
   * @return empty for anything but an IPv4 or IPv6 literal without a zone
   */
  public static Optional<ClientAddress> parse(@Nullable String literal) {
    if (literal == null || literal.indexOf('%') >= 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(of(InetAddress.ofLiteral(literal)));
    } catch (IllegalArgumentException notLiteral) {
      return Optional.empty();
    }
  }

  /** The network that limits count as one caller: 64 bits of IPv6, or one IPv4 address. */
  public ClientAddress network() {
    boolean isIpv4 = high == 0 && low >>> Integer.SIZE == MAPPED;
    return isIpv4 ? this : new ClientAddress(high, 0);
  }

  /** The address in its usual form: dotted for IPv4, else as {@link Inet6Address} writes it. */
  @Override
  public String toString() {
    if (equals(UNKNOWN)) {
      return "unknown";
    }
    try {
      byte[] bytes = ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
      return InetAddress.getByAddress(bytes).getHostAddress();
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("16 bytes are an address", impossible);
    }
  }
}
