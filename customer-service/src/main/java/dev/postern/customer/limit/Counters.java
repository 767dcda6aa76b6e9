package dev.postern.customer.limit;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/**
 * Counts attempts and failures, each counter by its {@link LockoutPolicy}. Fails if the store of
 * the counters is not available.
 *
 * <p>An attempt is reserved before its password is compared, so that many concurrent attempts
 * cannot pass the limit while none of them has failed yet.
 */
interface Counters {

  /** Reserves one attempt, if the counter allows it now. */
  Uni<Reply> reserve(Counter counter);

  /**
   * One counter.
   *
   * @param key reveals nothing of the name that is counted
   */
  record Counter(String key, LockoutPolicy policy) {}

  /** The answer to a request for a reservation. */
  sealed interface Reply {
    record Reserved(Reservation reservation) implements Reply {}

    /** As many attempts as may still fail are reserved: try again when one of them is settled. */
    record Full() implements Reply {}

    /** Further attempts are delayed after failures. */
    record Delayed(Duration left) implements Reply {}
  }

  /** An attempt whose password is being compared. */
  @FunctionalInterface
  interface Reservation {
    Uni<Void> settle(Settlement settlement);
  }
}
