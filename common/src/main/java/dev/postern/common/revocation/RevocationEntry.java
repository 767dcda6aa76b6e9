package dev.postern.common.revocation;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;

/**
 * A revocation: the key, the instant up to which it reaches, and how long it must be kept.
 *
 * @param cutoff everything issued in this second or before is revoked; {@link #FOREVER} for all
 * @param expiresAt when everything that it revokes has expired
 */
public record RevocationEntry(RevocationKey key, Instant cutoff, Instant expiresAt) {
  /** The last second that the tables of verifiers can hold (32 bits, unsigned). */
  public static final Instant FOREVER = Instant.ofEpochSecond(0xFFFF_FFFFL);

  /**
   * How long a revocation is kept, so nothing that it revokes may live longer. The longest life of
   * a client's tokens is a day; the rest is a margin.
   */
  public static final Duration REMEMBERED_FOR = Duration.ofHours(25);

  /**
   * A token issued in the second of a revocation is dated after it, by at most this many seconds,
   * and no revocation reaches further ahead than that. Verifiers accept tokens dated five seconds
   * ahead; one of the five is for clocks that differ.
   */
  public static final int MAX_SECONDS_AHEAD = 4;

  /** The length of {@link #toBytes()}. */
  public static final int BYTES = RevocationKey.BYTES + 2 * Integer.BYTES;

  private static final int SECOND_BITS = 32;
  private static final long SECOND_MASK = 0xFFFF_FFFFL;

  /** The key, then cutoff and end in whole seconds of 32 bits each, big-endian. */
  public byte[] toBytes() {
    return ByteBuffer.allocate(BYTES).put(key.toBytes()).putLong(packed()).array();
  }

  /**
   * Reads the result of {@link #toBytes()}.
   *
   * @throws IllegalArgumentException if it is not an entry
   */
  public static RevocationEntry fromBytes(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a revocation entry has " + BYTES + " bytes");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return unpack(buffer.getLong(), buffer.getLong(), buffer.getLong());
  }

  /** Cutoff and end in 64 bits, whole seconds of 32 bits each, the cutoff in the upper half. */
  long packed() {
    return clamp(cutoff.getEpochSecond()) << SECOND_BITS | clamp(endSecond());
  }

  static RevocationEntry unpack(long high, long low, long packed) {
    return new RevocationEntry(
        new RevocationKey(high, low),
        Instant.ofEpochSecond(cutoffSecond(packed)),
        Instant.ofEpochSecond(expirySecond(packed)));
  }

  static long cutoffSecond(long packed) {
    return packed >>> SECOND_BITS;
  }

  static long expirySecond(long packed) {
    return packed & SECOND_MASK;
  }

  /** Two revocations of one key as one: the later cutoff and the later end. */
  static long join(long one, long other) {
    return Math.max(cutoffSecond(one), cutoffSecond(other)) << SECOND_BITS
        | Math.max(expirySecond(one), expirySecond(other));
  }

  /** Rounded up: a revocation may be kept too long, but never too short. */
  private long endSecond() {
    return expiresAt.getEpochSecond() + (expiresAt.getNano() > 0 ? 1 : 0);
  }

  private static long clamp(long second) {
    return Math.clamp(second, 0, SECOND_MASK);
  }
}
