package dev.postern.customer.limit;

import dev.postern.customer.limit.LoginConfig.WhenRedisIsDown;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * The shared counters in Redis. While Redis is not available, counters of this process replace
 * them, or the attempt fails, by configuration; the failure is an outage (503).
 *
 * <p>After a failure the shared counters are not used for a second, so that not every attempt waits
 * for the timeout. Settlements are repeated in the local counters, so that an attacker who causes
 * an outage of Redis gets no new guesses.
 */
final class ChosenCounters implements Counters {
  private static final Logger LOGGER = Logger.getLogger(ChosenCounters.class);
  private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long QUIET_NANOS = Duration.ofSeconds(5).toNanos();

  private final Counters shared;
  private final LocalCounters own;
  private final WhenRedisIsDown whenRedisIsDown;
  private final LongSupplier nanoTime;
  private final Runnable countedLocally;
  private final AtomicLong brokenAt;
  private final AtomicLong warnedAt;

  /**
   * @param countedLocally runs for each attempt that the local counters have counted
   */
  ChosenCounters(
      Counters shared,
      LocalCounters own,
      WhenRedisIsDown whenRedisIsDown,
      LongSupplier nanoTime,
      Runnable countedLocally) {
    this.shared = shared;
    this.own = own;
    this.whenRedisIsDown = whenRedisIsDown;
    this.nanoTime = nanoTime;
    this.countedLocally = countedLocally;
    this.brokenAt = new AtomicLong(nanoTime.getAsLong() - PAUSE_NANOS);
    this.warnedAt = new AtomicLong(nanoTime.getAsLong() - QUIET_NANOS);
  }

  @Override
  public Uni<Reply> reserve(Counter counter) {
    return switch (whenRedisIsDown) {
      case REFUSE -> shared.reserve(counter);
      case LOCAL -> isBroken() ? local(counter) : sharedOrOwn(counter);
    };
  }

  private boolean isBroken() {
    return nanoTime.getAsLong() - brokenAt.get() < PAUSE_NANOS;
  }

  private Uni<Reply> sharedOrOwn(Counter counter) {
    return shared
        .reserve(counter)
        .map(reply -> noted(counter, reply))
        .onFailure()
        .invoke(this::broken)
        .onFailure()
        .recoverWithUni(() -> local(counter));
  }

  private Uni<Reply> local(Counter counter) {
    countedLocally.run();
    return own.reserve(counter);
  }

  private Reply noted(Counter counter, Reply reply) {
    return switch (reply) {
      case Reply.Reserved(Reservation reservation) ->
          new Reply.Reserved(
              settlement ->
                  reservation.settle(settlement).eventually(() -> own.note(counter, settlement)));
      case Reply.Full full -> full;
      case Reply.Delayed delayed -> delayed;
    };
  }

  private void broken(Throwable failure) {
    long now = nanoTime.getAsLong();
    brokenAt.set(now);
    long warned = warnedAt.get();
    if (now - warned >= QUIET_NANOS && warnedAt.compareAndSet(warned, now)) {
      LOGGER.warnf(
          "Redis is not available: this replica counts failed logins locally (%s)",
          failure.getClass().getName());
    }
  }
}
