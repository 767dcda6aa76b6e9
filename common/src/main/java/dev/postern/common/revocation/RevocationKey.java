package dev.postern.common.revocation;

import dev.postern.common.secret.Digests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a revocation names, in 128 bits: the start of the SHA-256 over its kind and its identifier.
 * Neither can be read from it.
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
    return of(kind.code(), id);
  }

  static RevocationKey of(int code, String id) {
    return ofDigest(Digests.sha256((byte) code, id.getBytes(StandardCharsets.UTF_8)));
  }

  static RevocationKey ofDigest(byte[] digest) {
    ByteBuffer start = ByteBuffer.wrap(digest);
    long high = start.getLong();
    return new RevocationKey(high == 0 ? 1 : high, start.getLong());
  }

  /**
   * Reads the result of {@link #toBytes()}.
   *
   * @throws IllegalArgumentException if it is not a key
   */
  public static RevocationKey fromBytes(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a revocation key has " + BYTES + " bytes");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new RevocationKey(buffer.getLong(), buffer.getLong());
  }

  public byte[] toBytes() {
    return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
  }
}
