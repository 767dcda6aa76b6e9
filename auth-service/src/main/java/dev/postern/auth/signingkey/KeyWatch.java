package dev.postern.auth.signingkey;

import dev.postern.auth.event.EventLogPoller;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.RevocationState;
import dev.postern.common.revocation.SecurityEvent;
import dev.postern.common.revocation.SecurityEvent.Changed;
import dev.postern.common.revocation.SecurityEvent.Revoked;
import dev.postern.common.revocation.Topic;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Keeps the keys in force here equal to those of the database: reads them once a second, and at
 * once when a security event says that they have changed. It also starts changes that are due.
 * Every replica tries, and the lock of {@link KeyRotation} lets one of them do it.
 */
@Singleton
class KeyWatch {
  private static final Logger LOGGER = Logger.getLogger(KeyWatch.class);
  private static final Duration ROUND = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final SigningKeys keys;
  private final KeyRotation rotation;
  private final EventLogPoller poller;
  private final RevocationState events;
  private final Vertx vertx;
  private final InstantSource clock;
  private final AtomicBoolean looking = new AtomicBoolean();
  private final AtomicBoolean again = new AtomicBoolean();

  KeyWatch(
      SigningKeys keys,
      KeyRotation rotation,
      EventLogPoller poller,
      RevocationState events,
      Vertx vertx,
      InstantSource clock) {
    this.keys = keys;
    this.rotation = rotation;
    this.poller = poller;
    this.events = events;
    this.vertx = vertx;
    this.clock = clock;
  }

  void start(@Observes StartupEvent start) {
    events.onReload(this::look);
    events.onEvent(
        event -> {
          if (changesSigningKeys(event)) {
            look();
          }
        });
    vertx.setPeriodic(ROUND.toMillis(), round -> look());
  }

  private static boolean changesSigningKeys(SecurityEvent event) {
    return switch (event) {
      case Revoked revoked -> revoked.kind() == RevocationKind.SIGNING_KEY;
      case Changed changed -> changed.topic() == Topic.SIGNING_KEYS;
    };
  }

  /** Returns at once. A change during a round is seen in another round directly after it. */
  private void look() {
    if (!looking.compareAndSet(false, true)) {
      again.set(true);
      return;
    }
    onFreshContext(round())
        .memoize() // a cancelled transaction might keep its connection
        .indefinitely()
        .ifNoItem()
        .after(TIMEOUT)
        .fail()
        .onTermination()
        .invoke(() -> looking.set(false))
        .subscribe()
        .with(looked -> lookAgain(), KeyWatch::complain);
  }

  private void lookAgain() {
    if (again.getAndSet(false)) {
      look();
    }
  }

  private Uni<List<SigningKeyEntity>> round() {
    return Uni.createFrom()
        .deferred(keys::reload)
        .flatMap(
            found ->
                KeyRules.isAnyDue(found, clock.instant())
                    ? advance()
                    : Uni.createFrom().item(found));
  }

  private Uni<List<SigningKeyEntity>> advance() {
    return rotation.advance().flatMap(advanced -> keys.reload()).invoke(poller::nudge);
  }

  /**
   * Database sessions are kept by context. A timer, or the source of an event, may run on a context
   * that it shares with others.
   */
  private <T> Uni<T> onFreshContext(Uni<T> work) {
    Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
    VertxContextSafetyToggle.setContextSafe(context, true);
    return work.runSubscriptionOn(action -> context.runOnContext(ignored -> action.run()));
  }

  /**
   * An outage of the database is reported elsewhere; a key that cannot be read is reported here.
   */
  private static void complain(Throwable failure) {
    if (failure instanceof IllegalStateException) {
      LOGGER.errorf("signing keys not replaced: %s", failure.getMessage());
    } else {
      LOGGER.debugf("signing keys not read: %s", failure.toString());
    }
  }
}
