package dev.postern.common.revocation;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The time by which expired revocations are dropped.
 *
 * <p>A clock that is set ahead drops nothing early: it is believed only after it has been ahead for
 * as long as a revocation is kept. If it is set back after that, the revocations that were dropped
 * in between must be loaded again.
 */
final class ExpiryClock {

  /** Expired revocations are kept a little longer, so that a small step back needs no loading. */
  static final long SLACK_SECONDS = 60;

  private static final long SAME_MILLIS = 1_000;
  private static final long NANOS_A_MILLI = 1_000_000;

  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final long startNanos;

  /** The earliest time of this clock's start, of those computed from recent readings. */
  private long startMillis;

  private long startSeenNanos;
  private volatile long latestSecond = Long.MIN_VALUE;

  /**
   * @param nanoTime a clock that is never set
   */
  ExpiryClock(InstantSource clock, LongSupplier nanoTime) {
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
    this.startMillis = clock.millis();
    this.startSeenNanos = startNanos;
  }

  /** Revocations that end before this second may be dropped. */
  synchronized long second() {
    see(clock.instant());
    long second =
        Math.floorDiv(startMillis + elapsedMillis(nanoTime.getAsLong()), 1_000L) - SLACK_SECONDS;
    latestSecond = Math.max(latestSecond, second);
    return second;
  }

  /** Another clock shows this time: revocations that are in force by it are not dropped either. */
  synchronized void see(Instant now) {
    long nanos = nanoTime.getAsLong();
    long atStart = now.toEpochMilli() - elapsedMillis(nanos);
    if (atStart <= startMillis + SAME_MILLIS) {
      startMillis = Math.min(startMillis, atStart);
      startSeenNanos = nanos;
    } else if (nanos - startSeenNanos > RevocationEntry.REMEMBERED_FOR.toNanos()) {
      startMillis = atStart;
      startSeenNanos = nanos;
    }
  }

  /** Whether the clock was set back, so that revocations may be missing that have not expired. */
  boolean wasTooEarly() {
    return clock.instant().getEpochSecond() < latestSecond;
  }

  /** All revocations in force have been loaded again. */
  synchronized void restart() {
    latestSecond = Long.MIN_VALUE;
    second();
  }

  private long elapsedMillis(long nanos) {
    return (nanos - startNanos) / NANOS_A_MILLI;
  }
}
