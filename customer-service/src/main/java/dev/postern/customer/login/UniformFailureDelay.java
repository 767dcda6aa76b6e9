package dev.postern.customer.login;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets failed logins be answered on a beat, counted from each one's arrival, so that the time of
 * the answer does not tell which way the login failed, nor which system a password's hash came
 * from.
 *
 * <p>The beat is 100 ms at first. A comparison that came close to it, because its hash is a dear
 * one, makes the beat longer for everybody, up to {@link #LONGEST}; it gets no shorter again.
 */
@Singleton
class UniformFailureDelay {
  private static final Duration STEP = Duration.ofMillis(100);

  /** Longer than any hash takes that is accepted, by {@code PasswordHash.isAffordable}. */
  private static final Duration LONGEST = Duration.ofSeconds(2);

  /** What a login takes besides the comparison, and chance. */
  private static final Duration ROOM = Duration.ofMillis(25);

  private final Vertx vertx;
  private final AtomicLong beatMillis = new AtomicLong(STEP.toMillis());

  UniformFailureDelay(Vertx vertx) {
    this.vertx = vertx;
  }

  /** A login that has just come. */
  Arrival arrival() {
    return new Arrival(System.nanoTime());
  }

  /** Told how much of the processor's time a comparison took. */
  void allowFor(Duration comparison) {
    long steps = comparison.plus(ROOM).dividedBy(STEP) + 1;
    long needed = Math.min(steps * STEP.toMillis(), LONGEST.toMillis());
    beatMillis.accumulateAndGet(needed, Math::max);
  }

  /** When a login came, by the system's monotonic clock. */
  final class Arrival {
    private final long nanoTime;

    private Arrival(long nanoTime) {
      this.nanoTime = nanoTime;
    }

    Uni<Void> untilNextBeat() {
      long beatNanos = Duration.ofMillis(beatMillis.get()).toNanos();
      long elapsed = System.nanoTime() - nanoTime;
      long leftMillis = Duration.ofNanos(beatNanos - elapsed % beatNanos).toMillis() + 1;
      return Uni.createFrom()
          .emitter(waiting -> vertx.setTimer(leftMillis, rung -> waiting.complete(null)));
    }
  }
}
