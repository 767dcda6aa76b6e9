package dev.postern.customer.limit;

import dev.postern.customer.limit.Counters.Admission;
import dev.postern.customer.limit.Counters.Settlement;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** One counter in memory: what the script in {@link RedisCounters} does, in Java. */
final class LocalCounter {

  /** By identity: two may end in the same moment. */
  private static final class Place {
    private final Instant voidAt;

    Place(Instant voidAt) {
      this.voidAt = voidAt;
    }
  }

  private final InstantSource clock;
  private final List<Place> pending = new ArrayList<>();
  private int failures;
  private Instant since = Instant.MIN;
  private Instant notBefore = Instant.MIN;

  LocalCounter(InstantSource clock) {
    this.clock = clock;
  }

  synchronized Admission reserve(Instant now, LockoutPolicy rule) {
    tidy(now, rule);
    if (now.isBefore(notBefore)) {
      return new Admission.Locked(Duration.between(now, notBefore));
    }
    if (pending.size() >= rule.places(failures)) {
      return new Admission.Busy();
    }
    Place place = new Place(now.plus(LockoutPolicy.RESERVED_FOR));
    pending.add(place);
    return new Admission.Admitted(settlement -> settle(place, rule, settlement));
  }

  synchronized void settle(Instant now, LockoutPolicy rule, Settlement settlement) {
    tidy(now, rule);
    switch (settlement) {
      case RELEASED -> {}
      case SUCCEEDED -> forget();
      case FAILED -> fail(now, rule);
    }
  }

  private Uni<Void> settle(Place place, LockoutPolicy rule, Settlement settlement) {
    return Uni.createFrom()
        .voidItem()
        .invoke(
            () -> {
              leave(place);
              settle(clock.instant(), rule, settlement);
            });
  }

  private synchronized void leave(Place place) {
    pending.remove(place);
  }

  private void fail(Instant now, LockoutPolicy rule) {
    since = failures == 0 ? now : since;
    failures++;
    Instant delayed = now.plus(rule.delayAfter(failures));
    if (delayed.isAfter(now) && delayed.isAfter(notBefore)) {
      notBefore = delayed;
    }
  }

  private void tidy(Instant now, LockoutPolicy rule) {
    pending.removeIf(place -> !place.voidAt.isAfter(now));
    boolean old = failures > 0 && !now.isBefore(since.plus(rule.forgottenAfter()));
    if (old && !now.isBefore(notBefore)) {
      forget();
    }
  }

  private void forget() {
    failures = 0;
    since = Instant.MIN;
    notBefore = Instant.MIN;
  }
}
