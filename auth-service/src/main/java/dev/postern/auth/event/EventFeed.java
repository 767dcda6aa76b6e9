package dev.postern.auth.event;

import dev.postern.auth.v1.EventBatch;
import dev.postern.common.distribution.EventMessages;
import dev.postern.common.revocation.RevocationState;
import dev.postern.common.revocation.SecurityEvent;
import io.smallrye.mutiny.Multi;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The log as one verifier follows it, from a number on. To be read once. */
final class EventFeed {
  private static final Duration TICK = Duration.ofMillis(25);
  private static final Duration HEARTBEAT = Duration.ofMillis(200);
  private static final Duration LIFE = Duration.ofMinutes(1);
  private static final int MAX_EVENTS_A_BATCH = 500;

  private final RevocationState view;
  private final RecentEvents recent;
  private long sent;
  private boolean over;
  private long beatNanos = System.nanoTime() - HEARTBEAT.toNanos();

  /**
   * @param after the number of the last event that the verifier has
   */
  EventFeed(RevocationState view, RecentEvents recent, long after) {
    this.view = view;
    this.recent = recent;
    this.sent = after;
  }

  /** Ends after a minute, and after a gap: what follows it is behind another number. */
  Multi<EventBatch> batches() {
    return Multi.createFrom()
        .ticks()
        .every(TICK)
        .onOverflow()
        .drop()
        .select()
        .first(LIFE.dividedBy(TICK))
        .select()
        .first(tick -> !over)
        .map(tick -> next())
        .filter(Optional::isPresent)
        .map(Optional::get);
  }

  /** What is new; the log's head if nothing is; nothing while we do not know it ourselves. */
  private Optional<EventBatch> next() {
    long head = view.seq();
    Optional<List<SecurityEvent>> events = recent.after(sent, MAX_EVENTS_A_BATCH);
    if (events.isEmpty() && sent <= head) {
      over = true;
      return Optional.of(EventBatch.newBuilder().setHead(head).setGap(true).build());
    }
    List<SecurityEvent> fresh = events.orElse(List.of());
    boolean beat = System.nanoTime() - beatNanos >= HEARTBEAT.toNanos();
    if (view.staleness().compareTo(HEARTBEAT.multipliedBy(2)) > 0 || (fresh.isEmpty() && !beat)) {
      return Optional.empty();
    }
    beatNanos = System.nanoTime();
    sent = fresh.isEmpty() ? sent : fresh.getLast().seq();
    return Optional.of(batch(fresh, head));
  }

  private static EventBatch batch(List<SecurityEvent> events, long head) {
    return EventBatch.newBuilder()
        .addAllEvents(events.stream().map(EventMessages::write).toList())
        .setHead(head)
        .build();
  }
}
