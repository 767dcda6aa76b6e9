package dev.postern.customer.limit;

import dev.postern.customer.limit.Counters.Reply;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** One counter in memory, with the same rules as the script of {@link RedisCounters}. */
final class LocalCounter {

  /** Compared by identity, since two places may become void at the same moment. */
  private static final class Place {
    private final Instant voidAt;

    Place(Instant voidAt) {
      this.voidAt = voidAt;
    }
  }

  private final InstantSource clock;
  private final List<Place> reserved = new ArrayList<>();
  private int failures;
  private Instant since = Instant.MIN;
  private Instant notBefore = Instant.MIN;

  LocalCounter(InstantSource clock) {
    this.clock = clock;
  }

  synchronized Reply reserve(Instant now, LockoutPolicy policy) {
    dropExpired(now, policy);
    if (now.isBefore(notBefore)) {
      return new Reply.Delayed(Duration.between(now, notBefore));
    }
    if (reserved.size() >= policy.places(failures)) {
      return new Reply.Full();
    }
    Place place = new Place(now.plus(LockoutPolicy.RESERVED_FOR));
    reserved.add(place);
    return new Reply.Reserved(settlement -> settle(place, policy, settlement));
  }

  synchronized void settle(Instant now, LockoutPolicy policy, Settlement settlement) {
    dropExpired(now, policy);
    switch (settlement) {
      case RELEASED -> {}
      case SUCCEEDED -> forget();
      case FAILED -> fail(now, policy);
    }
  }

  private Uni<Void> settle(Place place, LockoutPolicy policy, Settlement settlement) {
    return Uni.createFrom()
        .voidItem()
        .invoke(
            () -> {
              release(place);
              settle(clock.instant(), policy, settlement);
            });
  }

  private synchronized void release(Place place) {
    reserved.remove(place);
  }

  private void fail(Instant now, LockoutPolicy policy) {
    since = failures == 0 ? now : since;
    failures++;
    Instant delayed = now.plus(policy.delayAfter(failures));
    if (delayed.isAfter(now) && delayed.isAfter(notBefore)) {
      notBefore = delayed;
    }
  }

  private void dropExpired(Instant now, LockoutPolicy policy) {
    reserved.removeIf(place -> !place.voidAt.isAfter(now));
    boolean old = failures > 0 && !now.isBefore(since.plus(policy.forgottenAfter()));
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
