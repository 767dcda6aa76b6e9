package dev.postern.common.revocation;

import dev.postern.common.revocation.SecurityEvent.Changed;
import dev.postern.common.revocation.SecurityEvent.Revoked;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The revocations that this process knows, and how stale that knowledge is.
 *
 * <p>Events may arrive in any order and repeatedly: those already applied are ignored, and a gap in
 * their numbers makes the state say that it {@link #isMissingEvents() is missing events}. All
 * methods may be called from any thread.
 */
public final class RevocationState {
  /** The staleness of a state that was never known to be complete. */
  public static final Duration NEVER = Duration.ofSeconds(Long.MAX_VALUE);

  private final RevocationTable table = new RevocationTable();
  private final ExpiryClock expiry;
  private final LongSupplier nanoTime;
  private final List<Consumer<SecurityEvent>> eventListeners = new CopyOnWriteArrayList<>();
  private final List<Runnable> reloadListeners = new CopyOnWriteArrayList<>();
  private volatile boolean loaded;
  private volatile boolean missingEvents;
  private volatile boolean confirmed;
  private volatile long seq;
  private volatile long confirmedNanos;

  /**
   * @param nanoTime a clock that is never set: {@code System::nanoTime}
   */
  public RevocationState(InstantSource clock, LongSupplier nanoTime) {
    this.expiry = new ExpiryClock(clock, nanoTime);
    this.nanoTime = nanoTime;
  }

  /** Whether a credential with this key that was issued at this instant is revoked. */
  public boolean revokes(RevocationKey key, Instant issuedAt) {
    return table.revokes(key, issuedAt.getEpochSecond());
  }

  public boolean revokes(RevocationKind kind, String id, Instant issuedAt) {
    return revokes(RevocationKey.of(kind, id), issuedAt);
  }

  /**
   * This instant, if a credential with these keys that begins then is not revoked; else the start
   * of the next second for which that holds, at most {@link RevocationEntry#MAX_SECONDS_AHEAD}
   * later.
   */
  public Instant firstAlive(Instant from, RevocationKey... keys) {
    Instant latest = from.plusSeconds(RevocationEntry.MAX_SECONDS_AHEAD);
    Instant begin = from;
    while (begin.isBefore(latest) && revokesAny(keys, begin)) {
      begin = begin.plusSeconds(1).truncatedTo(ChronoUnit.SECONDS);
    }
    return begin;
  }

  private boolean revokesAny(RevocationKey[] keys, Instant issuedAt) {
    return Arrays.stream(keys).anyMatch(key -> revokes(key, issuedAt));
  }

  /**
   * How long ago this state was last known to be complete; {@link #NEVER} before the first time and
   * while it is not {@link #isLoaded() loaded}.
   */
  public Duration staleness() {
    return confirmed && isLoaded()
        ? Duration.ofNanos(nanoTime.getAsLong() - confirmedNanos)
        : NEVER;
  }

  /** The number of the last event applied. */
  public long seq() {
    return seq;
  }

  /**
   * Whether all revocations of some instant have been loaded and are still here. After the clock
   * was set back, some that were dropped as expired may be in force again, and must be loaded.
   */
  public boolean isLoaded() {
    return loaded && !expiry.wasTooEarly();
  }

  /** Whether the log is known to hold events that have not been applied here. */
  public boolean isMissingEvents() {
    return missingEvents;
  }

  /** The number of revocations in the table. */
  public long size() {
    return table.size();
  }

  /** The memory that the table takes, in bytes. */
  public long bytes() {
    return table.bytes();
  }

  /** Calls this for every event, once it is in force here. The listener must not wait. */
  public void onEvent(Consumer<SecurityEvent> listener) {
    eventListeners.add(listener);
  }

  /**
   * Calls this after a snapshot was loaded: events may have been skipped. The listener must not
   * wait.
   */
  public void onReload(Runnable listener) {
    reloadListeners.add(listener);
  }

  /** Applies the next event. One already applied is ignored; one after a gap is not taken. */
  public synchronized void apply(SecurityEvent event) {
    if (!loaded || event.seq() > seq + 1) {
      missingEvents = true;
      return;
    }
    if (event.seq() <= seq) {
      return;
    }
    load(event);
    seq = event.seq();
    eventListeners.forEach(listener -> listener.accept(event));
  }

  /** The log ends at this number now: if all its events are here, the state is fresh. */
  public void heartbeat(long head) {
    heartbeat(head, nanoTime.getAsLong());
  }

  /**
   * The same, of an earlier moment.
   *
   * @param atNanos when the log ended there, by the clock that is never set
   */
  public synchronized void heartbeat(long head, long atNanos) {
    if (!loaded || head > seq) {
      missingEvents = true;
    } else if (head == seq) {
      missingEvents = false;
      if (!confirmed || atNanos - confirmedNanos > 0) {
        confirmedNanos = atNanos;
      }
      confirmed = true;
    }
  }

  /** The log ended at this number at an unknown time: it only shows whether events are missing. */
  public synchronized void undatedHeartbeat(long head) {
    if (!loaded || head > seq) {
      missingEvents = true;
    }
  }

  /** Adds a revocation of a snapshot. It ends none that is in force here. */
  public void load(RevocationEntry entry) {
    table.put(entry, expiry.second());
  }

  /** Adds what an event of the log revokes: nothing, if it is a change. */
  public void load(SecurityEvent event) {
    switch (event) {
      case Revoked revoked -> load(revoked.entry());
      case Changed _ -> {}
    }
  }

  /** All revocations of the snapshot have been added; it is complete up to this event. */
  public void loaded(long upTo) {
    synchronized (this) {
      expiry.restart();
      seq = upTo;
      loaded = true;
      missingEvents = false;
    }
    reloadListeners.forEach(Runnable::run);
  }

  /** The number of pages into which {@link #page} divides the table. */
  public int pages() {
    return RevocationTable.SEGMENTS;
  }

  /** Passes one page of the table to the action. */
  public void page(int page, Consumer<RevocationEntry> action) {
    table.forEach(page, action);
  }

  /** Another clock than ours shows this time: revocations in force by it are not dropped. */
  public void clockSeen(Instant now) {
    expiry.see(now);
  }

  /** Drops the revocations that expired more than a minute ago. */
  public void dropExpired() {
    table.dropExpired(expiry.second());
  }
}
