package dev.postern.customer.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Counters of this process alone, as many as fit: the longest untouched are forgotten first. */
final class LocalCounters implements Counters {
  private static final int MAX_COUNTERS = 50_000;

  /** Longer than any counter matters, by default; the number bounds them all the same. */
  private static final Duration KEPT = Duration.ofHours(25);

  private final Cache<String, LocalCounter> tallies =
      Caffeine.newBuilder().maximumSize(MAX_COUNTERS).expireAfterAccess(KEPT).build();
  private final InstantSource clock;

  LocalCounters(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Uni<Admission> reserve(Counter counter) {
    return Uni.createFrom().item(() -> tally(counter).reserve(now(), counter.rule()));
  }

  /** What was decided by other counters: so that these are not empty when they are needed. */
  void note(Counter counter, Settlement settlement) {
    if (settlement != Settlement.RELEASED) {
      tally(counter).settle(now(), counter.rule(), settlement);
    }
  }

  private LocalCounter tally(Counter counter) {
    return tallies.get(counter.key(), key -> new LocalCounter(clock));
  }

  private Instant now() {
    return clock.instant();
  }
}
