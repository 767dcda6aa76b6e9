package dev.postern.customer.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Counters of this process alone. Their number is bounded: the least recently used go first. */
final class LocalCounters implements Counters {
  private static final int MAX_COUNTERS = 50_000;

  /** Longer than any counter matters by default. */
  private static final Duration KEPT = Duration.ofHours(25);

  private final Cache<String, LocalCounter> counters =
      Caffeine.newBuilder().maximumSize(MAX_COUNTERS).expireAfterAccess(KEPT).build();
  private final InstantSource clock;

  LocalCounters(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Uni<Reply> reserve(Counter counter) {
    return Uni.createFrom().item(() -> get(counter).reserve(now(), counter.policy()));
  }

  /** Repeats a settlement of other counters, so that these are not empty when they are needed. */
  void note(Counter counter, Settlement settlement) {
    if (settlement != Settlement.RELEASED) {
      get(counter).settle(now(), counter.policy(), settlement);
    }
  }

  private LocalCounter get(Counter counter) {
    return counters.get(counter.key(), key -> new LocalCounter(clock));
  }

  private Instant now() {
    return clock.instant();
  }
}
