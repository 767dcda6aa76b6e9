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
 * Carries the log on to the Redis Stream, and says by heartbeats where it ends. Every replica does
 * so: what another has added before is added once. A Redis that is away, or has lost what it had,
 * costs nobody anything but the way over gRPC.
 */
@Singleton
class EventRelay {
  private static final Logger LOGGER = Logger.getLogger(EventRelay.class);

  /** Who is further behind than that finds a gap, and asks over gRPC. */
  private static final int MAX_EVENTS_A_ROUND = 1_000;

  /** Twenty rounds a second: five seconds. */
  private static final int MAX_ROUNDS_AHEAD = 100;

  /** Twenty rounds a second: a second. */
  private static final int ROUNDS_TO_COMPLAIN = 20;

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

  /** Returns at once. While one round runs, others are not begun: the next one carries more. */
  void relay(long upTo) {
    head.set(upTo);
    if (!relaying.compareAndSet(false, true)) {
      return;
    }
    stream
        .last()
        .flatMap(this::carryOn)
        .onTermination()
        .invoke(() -> relaying.set(false))
        .subscribe()
        .with(relayed -> relayAgainIfLate(upTo), this::failed);
  }

  /** The stream is of a log that is no more: whoever reads on there must not go by its numbers. */
  void beginAnew() {
    LOGGER.warn("the log ends before what was known of it: beginning the Redis Stream anew");
    stream
        .delete()
        .subscribe()
        .with(
            deleted -> LOGGER.debug("begun anew"),
            failure -> LOGGER.debugf("Redis: %s", failure.toString()));
  }

  private void failed(Throwable failure) {
    failedRounds++;
    if (failedRounds == ROUNDS_TO_COMPLAIN) {
      LOGGER.warnf("events are not relayed to Redis, and go over gRPC: %s", failure.toString());
    }
  }

  /** What came while the round ran need not wait for the next one. */
  private void relayAgainIfLate(long relayed) {
    failedRounds = 0;
    if (head.get() > relayed) {
      relay(head.get());
    }
  }

  private Uni<Void> carryOn(Optional<Position> last) {
    long end = head.get();
    if (isOfAnotherLog(last, end)) {
      LOGGER.warn("the Redis Stream goes on behind the end of the log: beginning it anew");
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

  /** A replica may be behind the others for a moment; a log restored from a backup stays so. */
  private boolean isOfAnotherLog(Optional<Position> last, long end) {
    roundsAhead = last.filter(position -> position.seq() > end).isPresent() ? roundsAhead + 1 : 0;
    return roundsAhead > MAX_ROUNDS_AHEAD;
  }

  /** Above the last entry, and above all of a stream that was lost: by the clock, as a rule. */
  private Position heartbeat(Optional<Position> last, long end, List<SecurityEvent> appended) {
    long seq = appended.isEmpty() ? end : appended.getLast().seq();
    long sub = last.filter(position -> position.seq() == seq).map(Position::sub).orElse(0L);
    return new Position(seq, Math.max(sub + 1, clock.millis()));
  }
}
