package dev.postern.client;

import java.time.Duration;
import java.time.Instant;

/**
 * A reading of both of {@linkplain Clocks this machine's clocks}.
 *
 * @param nanos comparable only with another reading's
 */
record ClockReading(Instant instant, long nanos) {

  /**
   * The time elapsed since an earlier reading, independent of the wall clock. It may not include
   * time for which the machine slept.
   */
  Duration since(ClockReading earlier) {
    return Duration.ofNanos(nanos - earlier.nanos);
  }

  /**
   * The longest time that may have elapsed: the larger of the two clocks' differences. It includes
   * a sleep, but also a forward change of the wall clock.
   */
  Duration longestSince(ClockReading earlier) {
    Duration elapsed = since(earlier);
    Duration byWallClock = Duration.between(earlier.instant, instant);
    return byWallClock.compareTo(elapsed) > 0 ? byWallClock : elapsed;
  }
}
