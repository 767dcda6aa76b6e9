package dev.postern.common.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.revocation.RevocationState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventMetricsTest {
  private long nanos;
  private final RevocationState view = new RevocationState(() -> Instant.EPOCH, () -> nanos);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private double lag() {
    return registry.get("postern.event.lag").gauge().value();
  }

  @Test
  void lagIsEndlessUntilSomethingWasConfirmedAndInSecondsFromThenOn() {
    new EventMetrics(registry, view).register(new StartupEvent());
    assertThat(lag()).isEqualTo(Double.POSITIVE_INFINITY);

    view.loaded(5);
    assertThat(lag()).as("loaded, not confirmed").isEqualTo(Double.POSITIVE_INFINITY);

    view.heartbeat(5);
    nanos += 1_500_000_000L;
    assertThat(lag()).isEqualTo(1.5);
  }
}
