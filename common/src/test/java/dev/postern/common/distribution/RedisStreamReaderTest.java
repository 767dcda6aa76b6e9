package dev.postern.common.distribution;

import static dev.postern.common.distribution.EventStreamCases.KEY;
import static dev.postern.common.distribution.EventStreamCases.done;
import static dev.postern.common.distribution.EventStreamCases.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.distribution.EventStream.Position;
import dev.postern.common.redis.RedisProcess;
import dev.postern.common.revocation.RevocationState;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/** How a view keeps up with a real stream, by a clock that the test moves. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(60)
class RedisStreamReaderTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);

  private final RedisProcess server = RedisProcess.standalone();
  private final Vertx vertx = Vertx.vertx();
  private final Redis redis =
      Redis.createClient(vertx, new RedisOptions().setConnectionString(server.url()));
  private final EventStream stream = new EventStream(redis, KEY, TIMEOUT);

  private long nanos;
  private RevocationState view = newView();
  private RedisStreamReader tail = new RedisStreamReader(view, stream, () -> nanos);

  @BeforeEach
  void begin() {
    server.ask("FLUSHALL");
    view = newView();
    view.loaded(5);
    tail = new RedisStreamReader(view, stream, () -> nanos);
    tail.startBehind(5);
    read();
  }

  @AfterAll
  void stop() {
    redis.close();
    vertx.closeAndAwait();
    server.close();
  }

  @Test
  void isSilentAtFirstAndAsSoonAsNothingHasComeForTooLong() {
    assertThat(tail.isSilent()).isTrue();
    done(stream.heartbeat(new Position(5, 1)));
    read();
    assertThat(tail.isSilent()).isFalse();

    nanos += RedisStreamReader.SILENCE.toNanos();
    read();
    assertThat(tail.isSilent()).isFalse();
    nanos += 1;
    read();
    assertThat(tail.isSilent()).isTrue();
  }

  @Test
  void takesEventsAndHeartbeatsInTheirOrder() {
    done(stream.append(event(6)));
    done(stream.append(event(7)));
    done(stream.heartbeat(new Position(7, 1)));

    read();

    assertThat(view.seq()).isEqualTo(7);
    assertThat(view.staleness()).isZero();
    assertThat(view.isBehind()).isFalse();
  }

  @Test
  void entryThatCannotBeReadShowsAsAGap() {
    server.ask("XADD", KEY, "6-0", "entry", "unreadable");
    done(stream.append(event(7)));
    done(stream.heartbeat(new Position(7, 1)));

    read();

    assertThat(view.seq()).isEqualTo(5);
    assertThat(view.isBehind()).isTrue();
  }

  /** With auth-service gone, what it said last stays in Redis; it must not be news for ever. */
  @Test
  void threat44HeartbeatThatWasReadOnceMakesNothingFreshAgain() {
    done(stream.heartbeat(new Position(5, 1)));
    done(stream.heartbeat(new Position(5, 2)));
    read();
    assertThat(view.staleness()).isZero();

    for (int round = 1; round <= 10; round++) {
      nanos += Duration.ofSeconds(1).toNanos();
      read();
      read();
      assertThat(view.staleness()).isEqualTo(Duration.ofSeconds(round));
      assertThat(tail.isSilent()).isTrue();
    }
  }

  /** Redis was out of reach, and has kept what was said meanwhile; more may have happened since. */
  @Test
  void threat42HeartbeatsThatWaitedInRedisMakeNothingFresh() {
    for (int i = 1; i <= EventStream.MAX_ENTRIES_A_READ + 1; i++) {
      done(stream.heartbeat(new Position(5, i)));
    }
    nanos += Duration.ofMinutes(1).toNanos();

    read();
    read();
    assertThat(view.staleness()).isEqualTo(Duration.ofMinutes(1));

    nanos += Duration.ofMillis(25).toNanos();
    done(stream.heartbeat(new Position(5, 9_999)));
    read();
    assertThat(view.staleness()).isEqualTo(Duration.ofMillis(25));
  }

  @Test
  void threat42HeartbeatsFromBeforeItsStartMakeNothingFresh() {
    done(stream.heartbeat(new Position(5, 1)));
    tail = new RedisStreamReader(view = newView(), stream, () -> nanos);
    view.loaded(5);
    tail.startBehind(5);

    read();
    assertThat(view.staleness()).isGreaterThan(Duration.ofDays(1));

    done(stream.heartbeat(new Position(5, 2)));
    read();
    assertThat(view.staleness()).isZero();
  }

  @Test
  void threat42StreamOfAnEmptiedRedisIsReadThoughItsEntriesAreLower() {
    done(stream.heartbeat(new Position(5, 1_800_000_000_000L)));
    read();
    server.ask("FLUSHALL");
    nanos += Duration.ofSeconds(1).toNanos();
    done(stream.heartbeat(new Position(5, 3)));
    done(stream.append(event(6)));
    done(stream.heartbeat(new Position(6, 4)));

    read();
    read();
    done(stream.heartbeat(new Position(6, 5)));
    read();

    assertThat(view.seq()).isEqualTo(6);
    assertThat(view.staleness()).isZero();
    assertThat(tail.isSilent()).isFalse();
  }

  @Test
  void threat42EmptiedRedisThatStaysEmptyIsSilent() {
    done(stream.heartbeat(new Position(5, 9)));
    read();
    server.ask("FLUSHALL");
    nanos += Duration.ofSeconds(1).toNanos();

    read();
    read();

    assertThat(tail.isSilent()).isTrue();
    assertThat(view.staleness()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void doesNotReadWhileItReads() {
    Deque<Runnable> later = new ArrayDeque<>();
    done(stream.heartbeat(new Position(5, 1)));
    Uni<Void> first = tail.read(later::add);
    first.subscribe().with(read -> {});
    RedisProcess.await(() -> !later.isEmpty());

    tail.read(Runnable::run).await().atMost(TIMEOUT);
    assertThat(tail.isSilent()).isTrue();

    while (!later.isEmpty()) {
      later.removeFirst().run();
    }
    assertThat(tail.isSilent()).isFalse();
    assertThat(view.staleness()).isZero();
  }

  @Test
  void failedReadIsNotTheLast() {
    EventStream impatient = new EventStream(redis, KEY, Duration.ofMillis(100));
    RedisStreamReader hasty = new RedisStreamReader(view, impatient, () -> nanos);
    server.pause();
    try {
      assertThat(
              hasty
                  .read(Runnable::run)
                  .map(read -> true)
                  .onFailure()
                  .recoverWithItem(false)
                  .await()
                  .atMost(TIMEOUT))
          .isFalse();
    } finally {
      server.resume();
    }
    done(stream.heartbeat(new Position(5, 1)));

    hasty.read(Runnable::run).await().atMost(TIMEOUT);

    assertThat(hasty.isSilent()).isFalse();
  }

  private void read() {
    tail.read(Runnable::run).await().atMost(TIMEOUT);
  }

  private RevocationState newView() {
    return new RevocationState(InstantSource.fixed(NOW), () -> nanos);
  }
}
