package dev.postern.common.revocation;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The time by which revokes are forgotten. A clock that is set ahead forgets nothing early: only
 * when it has been ahead for as long as a revocation is remembered is it believed, and what came
 * meanwhile has to be loaded anew if it is set back after all.
 */
final class ExpiryClock {

  /** What is over is kept a little longer, so that a small step back needs no loading. */
  static final long SLACK_SECONDS = 60;

  private static final long SAME_MILLIS = 1_000;
  private static final long NANOS_A_MILLI = 1_000_000;

  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final long beginNanos;

  /** What a clock showed at the beginning, by what it shows now: the least of late. */
  private long leastMillis;

  private long leastSeenNanos;
  private volatile long forgottenSecond = Long.MIN_VALUE;

  /**
   * @param nanoTime a clock that is never set
   */
  ExpiryClock(InstantSource clock, LongSupplier nanoTime) {
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.beginNanos = nanoTime.getAsLong();
    this.leastMillis = clock.millis();
    this.leastSeenNanos = beginNanos;
  }

  /** What ends before this second may be forgotten. */
  synchronized long second() {
    see(clock.instant());
    long second =
        Math.floorDiv(leastMillis + elapsedMillis(nanoTime.getAsLong()), 1_000L) - SLACK_SECONDS;
    forgottenSecond = Math.max(forgottenSecond, second);
    return second;
  }

  /** Another clock shows this now: what is not over by it is not forgotten either. */
  synchronized void see(Instant now) {
    long nanos = nanoTime.getAsLong();
    long atBegin = now.toEpochMilli() - elapsedMillis(nanos);
    if (atBegin <= leastMillis + SAME_MILLIS) {
      leastMillis = Math.min(leastMillis, atBegin);
      leastSeenNanos = nanos;
    } else if (nanos - leastSeenNanos > RevocationEntry.REMEMBERED_FOR.toNanos()) {
      leastMillis = atBegin;
      leastSeenNanos = nanos;
    }
  }

  /** Whether the clock was set back, and something may have been forgotten that is not over. */
  boolean wasTooEarly() {
    return clock.instant().getEpochSecond() < forgottenSecond;
  }

  /** What was forgotten has been loaded anew. */
  synchronized void beginAnew() {
    forgottenSecond = Long.MIN_VALUE;
    second();
  }

  private long elapsedMillis(long nanos) {
    return (nanos - beginNanos) / NANOS_A_MILLI;
  }
}
