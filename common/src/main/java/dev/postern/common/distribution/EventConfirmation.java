package dev.postern.common.distribution;

import dev.postern.auth.v1.ConfirmRequest;
import dev.postern.common.revocation.RevocationState;
import dev.postern.common.settings.GuardConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Confirms to auth-service which events are in force here: soon after each event, and once a
 * second.
 */
@Singleton
class EventConfirmation {
  private static final Logger LOGGER = Logger.getLogger(EventConfirmation.class);

  /** At most one confirmation in this time, whatever the number of events. */
  private static final Duration ROUND = Duration.ofMillis(50);

  private static final Duration MAX_INTERVAL = Duration.ofSeconds(1);

  private final String verifierId = UUID.randomUUID().toString();
  private final RevocationState state;
  private final RevocationLoader loader;
  private final Vertx vertx;
  private final GuardConfig.Guard bounds;
  private final String service;
  private volatile long confirmedSeq = -1;
  private volatile long confirmedNanos;
  private volatile boolean confirming;

  EventConfirmation(
      RevocationState state,
      RevocationLoader loader,
      Vertx vertx,
      GuardConfig config,
      @ConfigProperty(name = "quarkus.application.name") String service) {
    this.state = state;
    this.loader = loader;
    this.vertx = vertx;
    this.bounds = config.guard();
    this.service = service;
  }

  void start(@Observes StartupEvent start) {
    vertx
        .getOrCreateContext()
        .runOnContext(ready -> vertx.setPeriodic(ROUND.toMillis(), round -> confirm()));
  }

  /** A stopped verifier need not be waited for. If this message is lost, it expires instead. */
  void leave(@Observes ShutdownEvent stop) {
    loader
        .confirm(request(state.seq()).setLeaving(true).build())
        .subscribe()
        .with(
            left -> LOGGER.debug("reported that this verifier leaves"),
            failure ->
                LOGGER.debugf("cannot report that this verifier leaves: %s", failure.toString()));
  }

  private void confirm() {
    long seq = state.seq();
    boolean due =
        seq != confirmedSeq || System.nanoTime() - confirmedNanos > MAX_INTERVAL.toNanos();
    if (confirming || !due || !isFresh()) {
      return;
    }
    confirming = true;
    loader
        .confirm(request(seq).build())
        .onTermination()
        .invoke(() -> confirming = false)
        .subscribe()
        .with(
            confirmed -> confirmed(seq),
            failure -> LOGGER.debugf("cannot confirm events: %s", failure.toString()));
  }

  /** A verifier that denies everything because it is stale has nothing to confirm. */
  private boolean isFresh() {
    return state.isLoaded() && state.staleness().compareTo(bounds.maxStaleness()) < 0;
  }

  private void confirmed(long seq) {
    confirmedSeq = seq;
    confirmedNanos = System.nanoTime();
  }

  private ConfirmRequest.Builder request(long seq) {
    return ConfirmRequest.newBuilder()
        .setVerifierId(verifierId)
        .setService(service)
        .setSeq(seq)
        .setMaxStalenessMillis(bounds.maxStaleness().toMillis());
  }
}
