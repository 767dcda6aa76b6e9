package dev.postern.common.distribution;

import dev.postern.common.revocation.RevocationState;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Forgets revokes that have expired, once a minute, on a worker thread. */
@Singleton
class EventHousekeeping {
  private static final Duration ROUND = Duration.ofMinutes(1);

  private final RevocationState view;
  private final Vertx vertx;

  EventHousekeeping(RevocationState view, Vertx vertx) {
    this.view = view;
    this.vertx = vertx;
  }

  void start(@Observes StartupEvent start) {
    vertx.setPeriodic(ROUND.toMillis(), round -> vertx.executeBlocking(forget()));
  }

  private Callable<Boolean> forget() {
    return () -> {
      view.dropExpired();
      return true;
    };
  }
}
