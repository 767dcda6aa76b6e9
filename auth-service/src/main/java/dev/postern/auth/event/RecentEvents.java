package dev.postern.auth.event;

import dev.postern.common.revocation.SecurityEvent;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The last events of the log, without gaps, for verifiers that miss only a few. Bounded. */
@Singleton
final class RecentEvents {
  private static final int MAX_EVENTS = 20_000;

  private final Deque<SecurityEvent> events = new ArrayDeque<>();
  private long last;

  /** Begins after this event; the events kept so far are dropped. */
  synchronized void startAfter(long seq) {
    events.clear();
    last = seq;
  }

  synchronized void add(SecurityEvent event) {
    if (event.seq() != last + 1) {
      events.clear();
    }
    events.addLast(event);
    last = event.seq();
    if (events.size() > MAX_EVENTS) {
      events.removeFirst();
    }
  }

  /** The events after this one, the oldest first; empty if some of them are not kept. */
  synchronized Optional<List<SecurityEvent>> after(long seq, int limit) {
    if (seq > last || seq < last - events.size()) {
      return Optional.empty();
    }
    return seq == last
        ? Optional.of(List.of())
        : Optional.of(events.stream().skip(events.size() - (last - seq)).limit(limit).toList());
  }
}
