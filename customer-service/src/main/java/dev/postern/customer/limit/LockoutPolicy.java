package dev.postern.customer.limit;

import java.time.Duration;

/**
 * From which failure on further attempts are delayed, and how long.
 *
 * <p>At most {@code freeFailures} attempts are decided at once, less those that have failed, and
 * one always: so whatever is sent at the same moment, no more fail than are free. The delay doubles
 * with each further failure, up to the longest; it never becomes for good.
 *
 * @param freeFailures how many failures cost no time
 * @param forgottenAfter so long after the first of them failures are forgotten
 */
record LockoutPolicy(
    int freeFailures, Duration firstDelay, Duration longestDelay, Duration forgottenAfter) {

  /** A reservation that was not settled by then is void: the replica that made it has died. */
  static final Duration RESERVED_FOR = Duration.ofSeconds(10);

  /** More doublings than any delay is long. */
  private static final int MAX_DOUBLINGS = 40;

  LockoutPolicy {
    if (freeFailures < 1 || !firstDelay.isPositive() || longestDelay.compareTo(firstDelay) < 0) {
      throw new IllegalArgumentException("postern.login: delays and failures must be positive");
    }
  }

  /** How many attempts may be under decision at once. */
  int places(int failures) {
    return Math.max(1, freeFailures - failures);
  }

  /** After the failure of this number; zero if it was free. */
  Duration delayAfter(int failures) {
    if (failures < freeFailures) {
      return Duration.ZERO;
    }
    int doublings = Math.min(failures - freeFailures, MAX_DOUBLINGS);
    double millis = firstDelay.toMillis() * Math.pow(2, doublings);
    return Duration.ofMillis((long) Math.min(millis, longestDelay.toMillis()));
  }

  /** How long a counter can still matter after it was touched last. */
  Duration kept() {
    return forgottenAfter.plus(longestDelay).plus(RESERVED_FOR);
  }
}
