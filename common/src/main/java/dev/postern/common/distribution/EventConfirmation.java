package dev.postern.common.distribution;

import dev.postern.auth.v1.ConfirmRequest;
import dev.postern.common.revocation.RevocationState;
import dev.postern.common.settings.GuardConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Tells auth-service up to which event this verifier has come: soon after each, and once a second.
 */
@Singleton
public class EventConfirmation {

  /** Where confirmations go. */
  public interface Confirmations {
    /** Whether anybody counts this service among the verifiers. */
    boolean areWanted();

    Uni<Void> send(ConfirmRequest request);
  }

  private static final Logger LOGGER = Logger.getLogger(EventConfirmation.class);

  /** However many events come, no more than one confirmation in this time. */
  private static final Duration ROUND = Duration.ofMillis(50);

  private static final Duration AT_LEAST_EVERY = Duration.ofSeconds(1);

  private final String verifierId = UUID.randomUUID().toString();
  private final RevocationState view;
  private final Confirmations confirmations;
  private final Vertx vertx;
  private final GuardConfig.Guard bounds;
  private final String service;
  private volatile long confirmedSeq = -1;
  private volatile long confirmedNanos;
  private volatile boolean confirming;

  EventConfirmation(
      RevocationState view,
      Confirmations confirmations,
      Vertx vertx,
      GuardConfig config,
      @ConfigProperty(name = "quarkus.application.name") String service) {
    this.view = view;
    this.confirmations = confirmations;
    this.vertx = vertx;
    this.bounds = config.guard();
    this.service = service;
  }

  void start(@Observes StartupEvent start) {
    if (confirmations.areWanted()) {
      vertx
          .getOrCreateContext()
          .runOnContext(begun -> vertx.setPeriodic(ROUND.toMillis(), round -> confirm()));
    }
  }

  /** Nobody need wait for a verifier that is gone. If this is lost, time tells. */
  void leave(@Observes ShutdownEvent stop) {
    if (confirmations.areWanted()) {
      confirmations
          .send(request(view.seq()).setLeaving(true).build())
          .subscribe()
          .with(
              told -> LOGGER.debug("left"),
              failure -> LOGGER.debugf("not told: %s", failure.toString()));
    }
  }

  private void confirm() {
    long seq = view.seq();
    boolean due =
        seq != confirmedSeq || System.nanoTime() - confirmedNanos > AT_LEAST_EVERY.toNanos();
    if (confirming || !due || !isFresh()) {
      return;
    }
    confirming = true;
    confirmations
        .send(request(seq).build())
        .onTermination()
        .invoke(() -> confirming = false)
        .subscribe()
        .with(
            confirmed -> confirmed(seq),
            failure -> LOGGER.debugf("not confirmed: %s", failure.toString()));
  }

  /** One that denies everything by itself has nothing to confirm. */
  private boolean isFresh() {
    return view.isLoaded() && view.staleness().compareTo(bounds.maxStaleness()) < 0;
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
