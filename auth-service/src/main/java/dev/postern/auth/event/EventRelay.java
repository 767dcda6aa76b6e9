package dev.postern.auth.event;

import dev.postern.common.distribution.EventStream;
import dev.postern.common.distribution.EventStream.Position;
import dev.postern.common.revocation.SecurityEvent;
import dev.postern.common.settings.EventConfig;
import dev.postern.common.settings.GuardConfig;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Redis;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Copies the log to the Redis Stream, and adds heartbeats that say where it ends. Every replica
 * does so; an event that another replica has added is not added twice. While Redis is away, or
 * after it has lost the stream, verifiers follow over gRPC instead.
 */
@Singleton
class EventRelay {
  private static final Logger LOGGER = Logger.getLogger(EventRelay.class);

  /** A verifier that misses more than these finds a gap, and follows over gRPC. */
  private static final int MAX_EVENTS_A_ROUND = 1_000;

  /** Twenty rounds a second: five seconds. */
  private static final int MAX_ROUNDS_AHEAD = 100;

  /** Twenty rounds a second: a second. */
  private static final int ROUNDS_TO_WARN = 20;

  private final EventStream stream;
  private final RecentEvents recent;
  private final InstantSource clock;
  private final AtomicBoolean relaying = new AtomicBoolean();
  private final AtomicLong head = new AtomicLong();
  private int roundsAhead;
  private int failedRounds;

  EventRelay(
      Redis redis,
      RecentEvents recent,
      InstantSource clock,
      EventConfig events,
      GuardConfig guard) {
    this.stream = new EventStream(redis, events.stream(), guard.guard().dependencyTimeout());
    this.recent = recent;
    this.clock = clock;
  }

  /** Returns at once. One round runs at a time; the next one copies more events. */
  void relay(long upTo) {
    head.set(upTo);
    if (!relaying.compareAndSet(false, true)) {
      return;
    }
    stream
        .last()
        .flatMap(this::copy)
        .onTermination()
        .invoke(() -> relaying.set(false))
        .subscribe()
        .with(relayed -> relayAgainIfLate(upTo), this::failed);
  }

  /** The stream is of another log, whose numbers mean other events: deletes it. */
  void restartStream() {
    LOGGER.warn("the log ends before the events known here: deleting the Redis Stream");
    stream
        .delete()
        .subscribe()
        .with(
            deleted -> LOGGER.debug("deleted the Redis Stream"),
            failure -> LOGGER.debugf("Redis: %s", failure.toString()));
  }

  private void failed(Throwable failure) {
    failedRounds++;
    if (failedRounds == ROUNDS_TO_WARN) {
      LOGGER.warnf(
          "cannot relay events to Redis, verifiers follow over gRPC: %s", failure.toString());
    }
  }

  /** Events that came during the round need not wait for the next poll. */
  private void relayAgainIfLate(long relayed) {
    failedRounds = 0;
    if (head.get() > relayed) {
      relay(head.get());
    }
  }

  private Uni<Void> copy(Optional<Position> last) {
    long end = head.get();
    if (isOfAnotherLog(last, end)) {
      LOGGER.warn("the Redis Stream continues after the end of the log: deleting it");
      return stream.delete();
    }
    long from = last.map(Position::seq).orElse(end);
    List<SecurityEvent> missing = recent.after(from, MAX_EVENTS_A_ROUND).orElse(List.of());
    Uni<Void> appended =
        Multi.createFrom()
            .iterable(missing)
            .onItem()
            .transformToUniAndConcatenate(stream::append)
            .collect()
            .last();
    return missing.size() == MAX_EVENTS_A_ROUND
        ? appended
        : appended.flatMap(done -> stream.heartbeat(heartbeat(last, end, missing)));
  }

  /** For a moment, a replica may know less than the others; after a restore it stays so. */
  private boolean isOfAnotherLog(Optional<Position> last, long end) {
    roundsAhead = last.filter(position -> position.seq() > end).isPresent() ? roundsAhead + 1 : 0;
    return roundsAhead > MAX_ROUNDS_AHEAD;
  }

  /** Above the last entry, and, by the clock, above all entries of a stream that was lost. */
  private Position heartbeat(Optional<Position> last, long end, List<SecurityEvent> appended) {
    long seq = appended.isEmpty() ? end : appended.getLast().seq();
    long sub = last.filter(position -> position.seq() == seq).map(Position::sub).orElse(0L);
    return new Position(seq, Math.max(sub + 1, clock.millis()));
  }
}
