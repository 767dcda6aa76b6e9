package dev.postern.customer.login;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Lets failed logins be answered on a beat, counted from each one's arrival, so that the time of
 * the answer does not tell which way the login failed, nor which system a password's hash came
 * from.
 */
@Singleton
class FailureBeat {
  private static final Duration BEAT = Duration.ofMillis(100);
  private final Vertx vertx;

  FailureBeat(Vertx vertx) {
    this.vertx = vertx;
  }

  /** A login that has just come. */
  Arrival arrival() {
    return new Arrival(vertx, System.nanoTime());
  }

  /**
   * @param nanoTime as the system's monotonic clock says
   */
  record Arrival(Vertx vertx, long nanoTime) {

    Uni<Void> untilNextBeat() {
      long beatNanos = BEAT.toNanos();
      long elapsed = System.nanoTime() - nanoTime;
      long leftMillis = Duration.ofNanos(beatNanos - elapsed % beatNanos).toMillis() + 1;
      return Uni.createFrom()
          .emitter(waiting -> vertx.setTimer(leftMillis, rung -> waiting.complete(null)));
    }
  }
}
