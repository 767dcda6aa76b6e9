package dev.postern.common.distribution;

import dev.postern.common.auth.WhenStale;
import dev.postern.common.revocation.RevocationState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/** What an operator watches of security events. */
@Singleton
public class EventMetrics {
  private final MeterRegistry registry;
  private final RevocationState events;

  EventMetrics(MeterRegistry registry, RevocationState events) {
    this.registry = registry;
    this.events = events;
  }

  void register(@Observes StartupEvent start) {
    Gauge.builder("postern.event.lag", events, EventMetrics::lagSeconds)
        .baseUnit("seconds")
        .description("How long ago it was certain that no event was missing here")
        .register(registry);
    Gauge.builder("postern.event.seq", events, RevocationState::seq)
        .description("The number of the last event in force here")
        .register(registry);
    Gauge.builder("postern.live.events", events, RevocationState::size)
        .description("Revocations in force")
        .register(registry);
    Gauge.builder("postern.live.events.memory", events, RevocationState::bytes)
        .baseUnit("bytes")
        .description("What they take in memory")
        .register(registry);
    for (WhenStale policy : WhenStale.values()) {
      registry.counter("postern.stale.decisions", "policy", policy.label());
    }
  }

  /** A decision made without fresh news of revocations. */
  public void countStaleDecision(WhenStale policy) {
    registry.counter("postern.stale.decisions", "policy", policy.label()).increment();
  }

  private static double lagSeconds(RevocationState view) {
    Duration staleness = view.staleness();
    return staleness.equals(RevocationState.NEVER)
        ? Double.POSITIVE_INFINITY
        : staleness.toMillis() / 1_000.0;
  }
}
