package dev.postern.customer.login;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Delays the answer to a failed login to a multiple of an interval after its arrival. So the time
 * of the answer reveals neither the reason of the failure nor the origin of the password's hash.
 *
 * <p>The interval is 100 ms at first. If a comparison takes nearly as long, because its hash is
 * expensive, the interval grows for all logins, up to {@link #LONGEST}. It never shrinks.
 */
@Singleton
class UniformFailureDelay {
  private static final Duration STEP = Duration.ofMillis(100);

  /** Longer than any accepted hash takes (see {@code PasswordHash.isAffordable}). */
  private static final Duration LONGEST = Duration.ofSeconds(2);

  /** The time of a login besides the comparison, and its variation. */
  private static final Duration MARGIN = Duration.ofMillis(25);

  private final Vertx vertx;
  private final LongSupplier nanoTime;
  private final AtomicLong intervalMillis = new AtomicLong(STEP.toMillis());

  @Inject
  UniformFailureDelay(Vertx vertx) {
    this(vertx, System::nanoTime);
  }

  UniformFailureDelay(Vertx vertx, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.nanoTime = nanoTime;
  }

  /** The arrival of a login, now. */
  Arrival arrival() {
    return new Arrival(nanoTime.getAsLong());
  }

  /** Makes the interval long enough for a comparison of this processor time. */
  void allowFor(Duration comparison) {
    long steps = comparison.plus(MARGIN).dividedBy(STEP) + 1;
    long needed = Math.min(steps * STEP.toMillis(), LONGEST.toMillis());
    intervalMillis.accumulateAndGet(needed, Math::max);
  }

  /** The time at which a login came, by the system's monotonic clock. */
  final class Arrival {
    private final long arrivedAtNanos;

    private Arrival(long arrivedAtNanos) {
      this.arrivedAtNanos = arrivedAtNanos;
    }

    /** Completes at the next multiple of the interval. */
    Uni<Void> untilAnswer() {
      long delayMillis = remaining().toMillis() + 1;
      return Uni.createFrom()
          .emitter(waiting -> vertx.setTimer(delayMillis, fired -> waiting.complete(null)));
    }

    Duration remaining() {
      long intervalNanos = Duration.ofMillis(intervalMillis.get()).toNanos();
      long elapsed = nanoTime.getAsLong() - arrivedAtNanos;
      return Duration.ofNanos(intervalNanos - elapsed % intervalNanos);
    }
  }
}
