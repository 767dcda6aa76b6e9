package dev.postern.common.revocation;

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
 * What this process knows of revoked credentials, and how stale that knowledge is.
 *
 * <p>It is fed by whoever brings events, in any order and repeatedly: what it has it ignores, and a
 * number left out makes it say that it is {@link #isBehind() behind}. Asked from any thread.
 */
public final class RevocationState {
  /** The staleness of what was never certain. */
  public static final Duration NEVER = Duration.ofSeconds(Long.MAX_VALUE);

  private final RevocationTable live = new RevocationTable();
  private final ExpiryClock forgetting;
  private final LongSupplier nanoTime;
  private final List<Consumer<SecurityEvent>> listeners = new CopyOnWriteArrayList<>();
  private final List<Runnable> reloaders = new CopyOnWriteArrayList<>();
  private volatile boolean loaded;
  private volatile boolean behind;
  private volatile boolean confirmed;
  private volatile long seq;
  private volatile long confirmedNanos;

  /**
   * @param nanoTime a clock that is never set: {@code System::nanoTime}
   */
  public RevocationState(InstantSource clock, LongSupplier nanoTime) {
    this.forgetting = new ExpiryClock(clock, nanoTime);
    this.nanoTime = nanoTime;
  }

  /** Whether an event has revoked what this key names and what was issued then. */
  public boolean revokes(RevocationKey key, Instant issuedAt) {
    return live.revokes(key, issuedAt.getEpochSecond());
  }

  public boolean revokes(RevocationKind kind, String id, Instant issuedAt) {
    return revokes(RevocationKey.of(kind, id), issuedAt);
  }

  /**
   * This instant, if what has one of these keys and begins then is alive; else the start of the
   * next second in which it is, {@link RevocationEntry#MAX_SECONDS_AHEAD} ahead at most.
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
   * How long ago it was certain that nothing was missing here; {@link #NEVER} before the first time
   * and while it is not {@link #isLoaded() loaded}.
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
   * Whether all that was live at some time has been loaded, and is here still: once the clock was
   * set back, what it made us forget may be live again, and has to be loaded anew.
   */
  public boolean isLoaded() {
    return loaded && !forgetting.wasTooEarly();
  }

  /** Whether events are known to be missing. */
  public boolean isBehind() {
    return behind;
  }

  public long size() {
    return live.size();
  }

  /** What the live events take, in octets. */
  public long bytes() {
    return live.bytes();
  }

  /** Told of every event, once it is in force here. Must not wait. */
  public void onEvent(Consumer<SecurityEvent> listener) {
    listeners.add(listener);
  }

  /** Told when events may have been passed over, because a snapshot was loaded. Must not wait. */
  public void onReload(Runnable listener) {
    reloaders.add(listener);
  }

  /**
   * Applies the next event. One that was applied before is ignored; one too far ahead is not taken.
   */
  public synchronized void apply(SecurityEvent event) {
    if (!loaded || event.seq() > seq + 1) {
      behind = true;
      return;
    }
    if (event.seq() <= seq) {
      return;
    }
    live.put(event.entry(), forgetting.second());
    seq = event.seq();
    listeners.forEach(listener -> listener.accept(event));
  }

  /** The log has ended at this number a moment ago: if we have it all, we are as fresh as that. */
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
      behind = true;
    } else if (head == seq) {
      behind = false;
      if (!confirmed || atNanos - confirmedNanos > 0) {
        confirmedNanos = atNanos;
      }
      confirmed = true;
    }
  }

  /** The log ended at this number, nobody knows when: it only shows what is missing. */
  public synchronized void oldHeartbeat(long head) {
    if (!loaded || head > seq) {
      behind = true;
    }
  }

  /** Adds a revocation of a snapshot. Nothing that is in force here ends by it. */
  public void load(RevocationEntry entry) {
    live.put(entry, forgetting.second());
  }

  /** All revocations of the snapshot have been added; it holds what was live up to this event. */
  public void loaded(long upTo) {
    synchronized (this) {
      forgetting.beginAnew();
      seq = upTo;
      loaded = true;
      behind = false;
    }
    reloaders.forEach(Runnable::run);
  }

  /** Into how many pages {@link #page} divides what is live. */
  public int pages() {
    return RevocationTable.SEGMENTS;
  }

  /** Shows one page of what is live. */
  public void page(int page, Consumer<RevocationEntry> action) {
    live.forEach(page, action);
  }

  /** Another clock than ours shows this now: what is live by it is not forgotten. */
  public void clockSeen(Instant now) {
    forgetting.see(now);
  }

  /** Forgets what has expired by itself a minute ago. */
  public void dropExpired() {
    live.dropExpired(forgetting.second());
  }
}
