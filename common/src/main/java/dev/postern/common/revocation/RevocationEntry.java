package dev.postern.common.revocation;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;

/**
 * What is dead, from when on, and how long that must be remembered.
 *
 * @param cutoff what was issued in this second or before is dead; {@link #FOREVER} for all of it
 * @param expiresAt when everything that it revokes has expired by itself
 */
public record RevocationEntry(RevocationKey key, Instant cutoff, Instant expiresAt) {
  /** The last second that the tables of verifiers can hold (32 bit, unsigned). */
  public static final Instant FOREVER = Instant.ofEpochSecond(0xFFFF_FFFFL);

  /**
   * So long a revocation is remembered, so nothing that it revokes may live longer. The longest
   * that a client's tokens can be let live is a day; and some slack.
   */
  public static final Duration REMEMBERED_FOR = Duration.ofHours(25);

  /**
   * What begins in the second of a revocation is dated behind it, so far ahead at most, and no
   * revocation reaches further than that. Verifiers take what is dated five seconds ahead; one of
   * them is for clocks that differ.
   */
  public static final int MAX_SECONDS_AHEAD = 4;

  /** The length of {@link #octets()}. */
  public static final int BYTES = RevocationKey.BYTES + 2 * Integer.BYTES;

  private static final int SECOND_BITS = 32;
  private static final long SECOND_MASK = 0xFFFF_FFFFL;

  /** The key, the cutoff and the end in whole seconds of 32 bit, big-endian. */
  public byte[] octets() {
    return ByteBuffer.allocate(BYTES).put(key.octets()).putLong(packed()).array();
  }

  /**
   * Reads what {@link #octets()} wrote.
   *
   * @throws IllegalArgumentException if it is not that
   */
  public static RevocationEntry of(byte[] octets) {
    if (octets.length != BYTES) {
      throw new IllegalArgumentException("a revocation entry has " + BYTES + " octets");
    }
    ByteBuffer buffer = ByteBuffer.wrap(octets);
    return unpack(buffer.getLong(), buffer.getLong(), buffer.getLong());
  }

  /** Cutoff and end in 64 bit, whole seconds of 32 bit each, the cutoff in the upper half. */
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

  /** Of two revocations of one key, what both say together. */
  static long join(long one, long other) {
    return Math.max(cutoffSecond(one), cutoffSecond(other)) << SECOND_BITS
        | Math.max(expirySecond(one), expirySecond(other));
  }

  /** Rounded up: a revocation may be remembered too long, and never too short. */
  private long endSecond() {
    return expiresAt.getEpochSecond() + (expiresAt.getNano() > 0 ? 1 : 0);
  }

  private static long clamp(long second) {
    return Math.clamp(second, 0, SECOND_MASK);
  }
}
