package dev.postern.auth.event;

import dev.postern.auth.event.SecurityEventLog.Stretch;
import dev.postern.auth.v1.ConfirmRequest;
import dev.postern.common.boot.BlockingStartup;
import dev.postern.common.distribution.RevocationLoader;
import dev.postern.common.revocation.RevocationState;
import dev.postern.common.revocation.SecurityEvent;
import dev.postern.common.settings.GuardConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * The loader of auth-service, which has the log in its own database.
 *
 * <p>It reads the log to its end, twenty times a second and whenever this replica has written to
 * it. It applies new events to the state of this process, and passes them on to the relay.
 */
@Singleton
public class EventLogPoller implements RevocationLoader {
  private static final Logger LOGGER = Logger.getLogger(EventLogPoller.class);
  private static final Duration ROUND = Duration.ofMillis(50);
  private static final int MAX_EVENTS_A_READ = 5_000;

  /** For one read of the whole log. A read that never ended would be the last one. */
  private static final Duration LOAD_TIMEOUT = Duration.ofSeconds(10);

  private final SecurityEventLog log;
  private final RevocationState state;
  private final RecentEvents recent;
  private final EventRelay relay;
  private final Verifiers verifiers;
  private final Vertx vertx;
  private final Duration timeout;
  private final Context context;
  private boolean reading;
  private boolean again;

  EventLogPoller(
      SecurityEventLog log,
      RevocationState state,
      RecentEvents recent,
      EventRelay relay,
      Verifiers verifiers,
      Vertx vertx,
      GuardConfig config) {
    this.log = log;
    this.state = state;
    this.recent = recent;
    this.relay = relay;
    this.verifiers = verifiers;
    this.vertx = vertx;
    this.timeout = config.guard().dependencyTimeout();
    this.context = vertx.getOrCreateContext();
  }

  /** Returns when all revocations in force are loaded; then polls for the life of the service. */
  @Override
  public void start() {
    BlockingStartup.complete(() -> load(0));
    LOGGER.infof("%d revocations in force, up to event number %d", state.size(), state.seq());
    context.runOnContext(ready -> vertx.setPeriodic(ROUND.toMillis(), round -> read()));
  }

  /** Stores it directly: the list of verifiers is in the same database. */
  @Override
  public Uni<Void> confirm(ConfirmRequest request) {
    return verifiers.store(request);
  }

  /** To be called when an event has been committed here: it is read at once. */
  public void nudge() {
    context.runOnContext(nudged -> read());
  }

  /** Reads all events that were not purged. Purging goes by the database's clock, not by ours. */
  private Uni<Void> load(long after) {
    return log.read(after, MAX_EVENTS_A_READ)
        .ifNoItem()
        .after(LOAD_TIMEOUT)
        .fail()
        .flatMap(this::load);
  }

  private Uni<Void> load(Stretch stretch) {
    state.clockSeen(stretch.readAt());
    stretch.events().forEach(state::load);
    if (stretch.events().size() == MAX_EVENTS_A_READ) {
      return load(stretch.events().getLast().seq());
    }
    recent.startAfter(stretch.head());
    state.loaded(stretch.head());
    state.heartbeat(stretch.head());
    return Uni.createFrom().voidItem();
  }

  /**
   * For a log with a gap: the events in between were purged, the database was restored or replaced,
   * or our clock was set back.
   */
  private void reload() {
    LOGGER.warn(
        "the log of security events does not continue the events known here, or the clock was set"
            + " back: loading the whole log");
    reading = true;
    load(0)
        .emitOn(command -> context.runOnContext(ignored -> command.run()))
        .onTermination()
        .invoke(() -> reading = false)
        .subscribe()
        .with(
            loaded -> LOGGER.infof("%d revocations in force", state.size()),
            failure -> LOGGER.warnf("cannot load the log: %s", failure.toString()));
  }

  private void read() {
    if (reading) {
      again = true;
      return;
    }
    reading = true;
    log.read(state.seq(), MAX_EVENTS_A_READ)
        .ifNoItem()
        .after(timeout)
        .fail()
        .emitOn(command -> context.runOnContext(ignored -> command.run()))
        .onTermination()
        .invoke(() -> reading = false)
        .subscribe()
        .with(this::apply, failure -> LOGGER.debugf("cannot read events: %s", failure.toString()));
  }

  private void apply(Stretch stretch) {
    if (stretch.head() < state.seq()) {
      relay.restartStream();
    }
    state.clockSeen(stretch.readAt());
    if (!stretch.continues(state.seq()) || !state.isLoaded()) {
      reload();
      return;
    }
    for (SecurityEvent event : stretch.events()) {
      recent.add(event);
      state.apply(event);
    }
    state.heartbeat(stretch.head());
    if (again || state.isMissingEvents()) {
      again = false;
      read();
    }
    relay.relay(state.seq());
  }
}
