package dev.postern.common.distribution;

import dev.postern.common.auth.WhenStale;
import dev.postern.common.revocation.RevocationState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Metrics of the revocations of this process. */
@Singleton
public class EventMetrics {
  private final MeterRegistry registry;
  private final RevocationState state;

  EventMetrics(MeterRegistry registry, RevocationState state) {
    this.registry = registry;
    this.state = state;
  }

  void register(@Observes StartupEvent start) {
    Gauge.builder("postern.event.lag", state, EventMetrics::lagSeconds)
        .baseUnit("seconds")
        .description("How long ago it was certain that no event was missing here")
        .register(registry);
    Gauge.builder("postern.event.seq", state, RevocationState::seq)
        .description("The number of the last event in force here")
        .register(registry);
    Gauge.builder("postern.live.events", state, RevocationState::size)
        .description("Revocations in force")
        .register(registry);
    Gauge.builder("postern.live.events.memory", state, RevocationState::bytes)
        .baseUnit("bytes")
        .description("What they take in memory")
        .register(registry);
    for (WhenStale policy : WhenStale.values()) {
      registry.counter("postern.stale.decisions", "policy", policy.label());
    }
  }

  /** Counts a decision made while the revocations were too stale. */
  public void countStaleDecision(WhenStale policy) {
    registry.counter("postern.stale.decisions", "policy", policy.label()).increment();
  }

  private static double lagSeconds(RevocationState state) {
    Duration staleness = state.staleness();
    return staleness.equals(RevocationState.NEVER)
        ? Double.POSITIVE_INFINITY
        : staleness.toMillis() / 1_000.0;
  }
}
