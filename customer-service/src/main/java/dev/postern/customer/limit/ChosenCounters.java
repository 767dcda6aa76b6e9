package dev.postern.customer.limit;

import dev.postern.customer.limit.LoginConfig.WhenRedisIsDown;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * The shared counters, and while they cannot be asked, this process' own, or none: the attempt then
 * fails as Redis did, which is an outage (503).
 *
 * <p>A failure of the shared ones is taken for lasting a second, so that not every attempt waits
 * for the time-out. What they decide is noted in our own, too: an attacker who brings Redis down
 * does not begin anew.
 */
final class ChosenCounters implements Counters {
  private static final Logger LOGGER = Logger.getLogger(ChosenCounters.class);
  private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long QUIET_NANOS = Duration.ofSeconds(5).toNanos();

  private final Counters shared;
  private final LocalCounters own;
  private final WhenRedisIsDown policy;
  private final LongSupplier nanoTime;
  private final Runnable countedLocally;
  private final AtomicLong brokenAt;
  private final AtomicLong warnedAt;

  /**
   * @param countedLocally told of each attempt that the shared counters could not be asked about
   */
  ChosenCounters(
      Counters shared,
      LocalCounters own,
      WhenRedisIsDown policy,
      LongSupplier nanoTime,
      Runnable countedLocally) {
    this.shared = shared;
    this.own = own;
    this.policy = policy;
    this.nanoTime = nanoTime;
    this.countedLocally = countedLocally;
    this.brokenAt = new AtomicLong(nanoTime.getAsLong() - PAUSE_NANOS);
    this.warnedAt = new AtomicLong(nanoTime.getAsLong() - QUIET_NANOS);
  }

  @Override
  public Uni<Admission> reserve(Counter counter) {
    return switch (policy) {
      case REFUSE -> shared.reserve(counter);
      case LOCAL -> isBroken() ? local(counter) : sharedOrOwn(counter);
    };
  }

  private boolean isBroken() {
    return nanoTime.getAsLong() - brokenAt.get() < PAUSE_NANOS;
  }

  private Uni<Admission> sharedOrOwn(Counter counter) {
    return shared
        .reserve(counter)
        .map(admission -> noted(counter, admission))
        .onFailure()
        .invoke(this::broken)
        .onFailure()
        .recoverWithUni(() -> local(counter));
  }

  private Uni<Admission> local(Counter counter) {
    countedLocally.run();
    return own.reserve(counter);
  }

  private Admission noted(Counter counter, Admission admission) {
    return switch (admission) {
      case Admission.Admitted(Reservation reservation) ->
          new Admission.Admitted(
              settlement ->
                  reservation.settle(settlement).eventually(() -> own.note(counter, settlement)));
      case Admission.Busy busy -> busy;
      case Admission.Locked locked -> locked;
    };
  }

  private void broken(Throwable failure) {
    long now = nanoTime.getAsLong();
    brokenAt.set(now);
    long warned = warnedAt.get();
    if (now - warned >= QUIET_NANOS && warnedAt.compareAndSet(warned, now)) {
      LOGGER.warnf(
          "Redis does not answer: this replica counts failed logins by itself (%s)",
          failure.getClass().getName());
    }
  }
}
