package dev.postern.customer.limit;

import java.time.Duration;

/**
 * How many failures are free, and how long further attempts are delayed.
 *
 * <p>At most {@code freeFailures} attempts, less those that have failed, are compared at a time,
 * and always one. So of concurrent attempts no more can fail than are free. The delay doubles with
 * each further failure up to the longest delay; an account is never locked for ever.
 *
 * @param freeFailures this many failures cause no delay
 * @param forgottenAfter failures are forgotten this long after the first of them
 */
record LockoutPolicy(
    int freeFailures, Duration firstDelay, Duration longestDelay, Duration forgottenAfter) {

  /** A reservation not settled by then is void: the replica that made it has died. */
  static final Duration RESERVED_FOR = Duration.ofSeconds(10);

  /** Enough doublings to exceed any longest delay. */
  private static final int MAX_DOUBLINGS = 40;

  LockoutPolicy {
    if (freeFailures < 1 || !firstDelay.isPositive() || longestDelay.compareTo(firstDelay) < 0) {
      throw new IllegalArgumentException("postern.login: delays and failures must be positive");
    }
  }

  static LockoutPolicy of(LoginConfig.Account account) {
    return new LockoutPolicy(
        account.freeFailures(),
        account.firstDelay(),
        account.longestDelay(),
        account.forgottenAfter());
  }

  static LockoutPolicy of(LoginConfig.Devices devices) {
    return new LockoutPolicy(
        devices.freeFailures(),
        devices.firstDelay(),
        devices.longestDelay(),
        devices.forgottenAfter());
  }

  static LockoutPolicy of(LoginConfig.Address address) {
    return new LockoutPolicy(
        address.freeFailures(),
        address.firstDelay(),
        address.longestDelay(),
        address.forgottenAfter());
  }

  /** How many attempts may be compared at a time. */
  int places(int failures) {
    return Math.max(1, freeFailures - failures);
  }

  /** The delay after this many failures; zero if they are free. */
  Duration delayAfter(int failures) {
    if (failures < freeFailures) {
      return Duration.ZERO;
    }
    int doublings = Math.min(failures - freeFailures, MAX_DOUBLINGS);
    double millis = firstDelay.toMillis() * Math.pow(2, doublings);
    return Duration.ofMillis((long) Math.min(millis, longestDelay.toMillis()));
  }

  /** How long a counter matters after it was last used. */
  Duration kept() {
    return forgottenAfter.plus(longestDelay).plus(RESERVED_FOR);
  }
}
