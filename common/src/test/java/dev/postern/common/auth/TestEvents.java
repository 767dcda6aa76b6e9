package dev.postern.common.auth;

import dev.postern.common.event.EventKey;
import dev.postern.common.event.EventKind;
import dev.postern.common.event.EventView;
import dev.postern.common.event.Kill;
import dev.postern.common.event.SecurityEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Security events, as a verifier gets them. */
final class TestEvents {
  static final Duration MAX_STALENESS = Duration.ofSeconds(30);

  /** The policies by which decisions were made without fresh news. */
  static final List<WhenStale> COUNTED = new ArrayList<>();

  private TestEvents() {}

  /** A view that knows all there is, which is nothing, and whose clock stands still. */
  static EventView fresh() {
    return fresh(new AtomicLong());
  }

  /** The same, whose staleness goes by this clock in nanoseconds. */
  static EventView fresh(AtomicLong nanoTime) {
    EventView view = new EventView(InstantSource.fixed(TestCalls.NOW), nanoTime::get);
    view.loaded(0);
    view.heartbeat(0);
    return view;
  }

  static Revocation revocation(EventView events) {
    return new Revocation(events, MAX_STALENESS, InstantSource.fixed(TestCalls.NOW), COUNTED::add);
  }

  static void kill(EventView events, EventKind kind, String id) {
    kill(events, kind, id, Kill.FOREVER);
  }

  static void kill(EventView events, EventKind kind, String id, Instant cutoff) {
    Kill kill = new Kill(EventKey.of(kind, id), cutoff, TestCalls.NOW.plusSeconds(60));
    events.apply(new SecurityEvent(events.seq() + 1, kind, kill, TestCalls.NOW));
  }
}
