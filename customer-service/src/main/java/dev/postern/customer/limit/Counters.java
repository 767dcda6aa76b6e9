package dev.postern.customer.limit;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/**
 * Counts attempts and failures, by one {@link LockoutPolicy} each. Fails if what it counts in is
 * away.
 *
 * <p>An attempt is reserved before it is decided, so that many at once cannot pass the limit while
 * none of them has failed yet.
 */
interface Counters {

  /** Whether an attempt may be decided now. */
  Uni<Admission> reserve(Counter counter);

  /**
   * One counter.
   *
   * @param key tells nothing of the name that is counted
   */
  record Counter(String key, LockoutPolicy rule) {}

  /** The answer. */
  sealed interface Admission {
    record Admitted(Reservation reservation) implements Admission {}

    /** As many as could still fail are being decided: this one may be, when one of them is. */
    record Busy() implements Admission {}

    record Locked(Duration left) implements Admission {}
  }

  /** An attempt that is being decided. */
  @FunctionalInterface
  interface Reservation {
    Uni<Void> settle(Settlement settlement);
  }

  /** What came of it. */
  enum Settlement {
    FAILED,
    /** Earlier failures are forgotten. */
    SUCCEEDED,
    /** Nothing that counts. */
    RELEASED
  }
}
