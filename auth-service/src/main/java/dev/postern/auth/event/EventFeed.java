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

  private final RevocationState state;
  private final RecentEvents recent;
  private long sent;
  private boolean ended;
  private long lastBatchNanos = System.nanoTime() - HEARTBEAT.toNanos();

  /**
   * @param after the number of the last event that the verifier has
   */
  EventFeed(RevocationState state, RecentEvents recent, long after) {
    this.state = state;
    this.recent = recent;
    this.sent = after;
  }

  /** Ends after a minute, and after a gap: the verifier then continues from another number. */
  Multi<EventBatch> batches() {
    return Multi.createFrom()
        .ticks()
        .every(TICK)
        .onOverflow()
        .drop()
        .select()
        .first(LIFE.dividedBy(TICK))
        .select()
        .first(tick -> !ended)
        .map(tick -> next())
        .filter(Optional::isPresent)
        .map(Optional::get);
  }

  /** New events; without any, the log's head; nothing while this replica is stale. */
  private Optional<EventBatch> next() {
    long head = state.seq();
    Optional<List<SecurityEvent>> events = recent.after(sent, MAX_EVENTS_A_BATCH);
    if (events.isEmpty() && sent <= head) {
      ended = true;
      return Optional.of(EventBatch.newBuilder().setHead(head).setGap(true).build());
    }
    List<SecurityEvent> unsent = events.orElse(List.of());
    boolean heartbeatDue = System.nanoTime() - lastBatchNanos >= HEARTBEAT.toNanos();
    boolean stale = state.staleness().compareTo(HEARTBEAT.multipliedBy(2)) > 0;
    if (stale || (unsent.isEmpty() && !heartbeatDue)) {
      return Optional.empty();
    }
    lastBatchNanos = System.nanoTime();
    sent = unsent.isEmpty() ? sent : unsent.getLast().seq();
    return Optional.of(batch(unsent, head));
  }

  private static EventBatch batch(List<SecurityEvent> events, long head) {
    return EventBatch.newBuilder()
        .addAllEvents(events.stream().map(EventMessages::write).toList())
        .setHead(head)
        .build();
  }
}
