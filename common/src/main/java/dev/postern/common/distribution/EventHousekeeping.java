package dev.postern.common.distribution;

import dev.postern.common.revocation.RevocationState;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Drops expired revocations, once a minute, on a worker thread. */
@Singleton
class EventHousekeeping {
  private static final Duration ROUND = Duration.ofMinutes(1);

  private final RevocationState state;
  private final Vertx vertx;

  EventHousekeeping(RevocationState state, Vertx vertx) {
    this.state = state;
    this.vertx = vertx;
  }

  void start(@Observes StartupEvent start) {
    vertx.setPeriodic(ROUND.toMillis(), round -> vertx.executeBlocking(dropExpired()));
  }

  private Callable<Boolean> dropExpired() {
    return () -> {
      state.dropExpired();
      return true;
    };
  }
}
