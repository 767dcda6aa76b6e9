package dev.postern.common.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.revocation.RevocationState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventMetricsTest {
  private long nanos;
  private final RevocationState state = new RevocationState(() -> Instant.EPOCH, () -> nanos);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private double lag() {
    return registry.get("postern.event.lag").gauge().value();
  }

  @Test
  void lagIsInfiniteUntilTheFirstHeartbeatAndInSecondsAfterIt() {
    new EventMetrics(registry, state).register(new StartupEvent());
    assertThat(lag()).isEqualTo(Double.POSITIVE_INFINITY);

    state.loaded(5);
    assertThat(lag()).as("loaded, not confirmed").isEqualTo(Double.POSITIVE_INFINITY);

    state.heartbeat(5);
    nanos += 1_500_000_000L;
    assertThat(lag()).isEqualTo(1.5);
  }
}
