package dev.postern.auth.event;

import dev.postern.auth.event.SecurityEventLog.Stretch;
import dev.postern.common.boot.BlockingStartup;
import dev.postern.common.revocation.RevocationState;
import dev.postern.common.revocation.SecurityEvent;
import dev.postern.common.settings.GuardConfig;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Reads the log of security events to its end, twenty times a second and whenever this replica has
 * written to it: puts what is new in force here, and hands it on.
 */
@Singleton
public class EventLogPoller {
  private static final Logger LOGGER = Logger.getLogger(EventLogPoller.class);
  private static final Duration ROUND = Duration.ofMillis(50);
  private static final int MAX_EVENTS_A_READ = 5_000;

  /** For one read of all there is: without an end it would be the last one. */
  private static final Duration LOAD_TIMEOUT = Duration.ofSeconds(10);

  private final SecurityEventLog log;
  private final RevocationState view;
  private final RecentEvents recent;
  private final EventRelay relay;
  private final Vertx vertx;
  private final Duration timeout;
  private final Context context;
  private boolean reading;
  private boolean again;

  EventLogPoller(
      SecurityEventLog log,
      RevocationState view,
      RecentEvents recent,
      EventRelay relay,
      Vertx vertx,
      GuardConfig config) {
    this.log = log;
    this.view = view;
    this.recent = recent;
    this.relay = relay;
    this.vertx = vertx;
    this.timeout = config.guard().dependencyTimeout();
    this.context = vertx.getOrCreateContext();
  }

  /** Returns when all that is live is in force here; then follows for the life of the service. */
  void start(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent start) {
    BlockingStartup.complete(() -> load(0));
    LOGGER.infof("%d security events in force, up to number %d", view.size(), view.seq());
    context.runOnContext(begun -> vertx.setPeriodic(ROUND.toMillis(), round -> read()));
  }

  /** To be called when an event has been committed here: it is read at once. */
  public void nudge() {
    context.runOnContext(nudged -> read());
  }

  /** All that has not been purged: that goes by the clock of the database, and not by ours. */
  private Uni<Void> load(long after) {
    return log.read(after, MAX_EVENTS_A_READ)
        .ifNoItem()
        .after(LOAD_TIMEOUT)
        .fail()
        .flatMap(this::load);
  }

  private Uni<Void> load(Stretch stretch) {
    view.clockSeen(stretch.readAt());
    stretch.events().forEach(view::load);
    if (stretch.events().size() == MAX_EVENTS_A_READ) {
      return load(stretch.events().getLast().seq());
    }
    recent.startAfter(stretch.head());
    view.loaded(stretch.head());
    view.heartbeat(stretch.head());
    return Uni.createFrom().voidItem();
  }

  /**
   * What was left out has been purged meanwhile, or the database is another one than it was, or our
   * clock was set back.
   */
  private void reload() {
    LOGGER.warn(
        "the log of security events does not continue what is known here, or the clock was set"
            + " back: loading it anew");
    reading = true;
    load(0)
        .emitOn(command -> context.runOnContext(ignored -> command.run()))
        .onTermination()
        .invoke(() -> reading = false)
        .subscribe()
        .with(
            loaded -> LOGGER.infof("%d security events in force", view.size()),
            failure -> LOGGER.warnf("events not loaded: %s", failure.toString()));
  }

  private void read() {
    if (reading) {
      again = true;
      return;
    }
    reading = true;
    log.read(view.seq(), MAX_EVENTS_A_READ)
        .ifNoItem()
        .after(timeout)
        .fail()
        .emitOn(command -> context.runOnContext(ignored -> command.run()))
        .onTermination()
        .invoke(() -> reading = false)
        .subscribe()
        .with(this::take, failure -> LOGGER.debugf("events not read: %s", failure.toString()));
  }

  private void take(Stretch stretch) {
    if (stretch.head() < view.seq()) {
      relay.restartStream();
    }
    view.clockSeen(stretch.readAt());
    if (!stretch.continues(view.seq()) || !view.isLoaded()) {
      reload();
      return;
    }
    for (SecurityEvent event : stretch.events()) {
      recent.add(event);
      view.apply(event);
    }
    view.heartbeat(stretch.head());
    if (again || view.isMissingEvents()) {
      again = false;
      read();
    }
    relay.relay(view.seq());
  }
}
