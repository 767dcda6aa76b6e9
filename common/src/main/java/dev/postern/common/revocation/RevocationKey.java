package dev.postern.common.revocation;

import dev.postern.common.secret.Digests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What an event is about, in 128 bit: the start of the SHA-256 over its kind and its identifier. It
 * tells nothing of either.
 *
 * @param high never 0
 */
public record RevocationKey(long high, long low) {
  public static final int BYTES = 16;

  /**
   * @throws IllegalArgumentException if {@code high} is 0, which no key has
   */
  public RevocationKey {
    if (high == 0) {
      throw new IllegalArgumentException("no key begins with 64 zero bits");
    }
  }

  public static RevocationKey of(RevocationKind kind, String id) {
    return ofDigest(Digests.sha256((byte) kind.code(), id.getBytes(StandardCharsets.UTF_8)));
  }

  static RevocationKey ofDigest(byte[] digest) {
    ByteBuffer start = ByteBuffer.wrap(digest);
    long high = start.getLong();
    return new RevocationKey(high == 0 ? 1 : high, start.getLong());
  }

  /**
   * Reads what {@link #octets()} wrote.
   *
   * @throws IllegalArgumentException if it is not that
   */
  public static RevocationKey of(byte[] octets) {
    if (octets.length != BYTES) {
      throw new IllegalArgumentException("an event key has " + BYTES + " octets");
    }
    ByteBuffer buffer = ByteBuffer.wrap(octets);
    return new RevocationKey(buffer.getLong(), buffer.getLong());
  }

  public byte[] octets() {
    return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
  }
}
