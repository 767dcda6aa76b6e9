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

/** Reads a real stream, by a clock that the test moves. */
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
  private RevocationState state = newState();
  private RedisStreamReader reader = new RedisStreamReader(state, stream, () -> nanos);

  @BeforeEach
  void begin() {
    server.ask("FLUSHALL");
    state = newState();
    state.loaded(5);
    reader = new RedisStreamReader(state, stream, () -> nanos);
    reader.startAfter(5);
    read();
  }

  @AfterAll
  void stop() {
    redis.close();
    vertx.closeAndAwait();
    server.close();
  }

  @Test
  void isSilentAtFirstAndWhenNoEntryHasComeForTooLong() {
    assertThat(reader.isSilent()).isTrue();
    done(stream.heartbeat(new Position(5, 1)));
    read();
    assertThat(reader.isSilent()).isFalse();

    nanos += RedisStreamReader.SILENCE.toNanos();
    read();
    assertThat(reader.isSilent()).isFalse();
    nanos += 1;
    read();
    assertThat(reader.isSilent()).isTrue();
  }

  @Test
  void appliesEventsAndHeartbeatsInTheirOrder() {
    done(stream.append(event(6)));
    done(stream.append(event(7)));
    done(stream.heartbeat(new Position(7, 1)));

    read();

    assertThat(state.seq()).isEqualTo(7);
    assertThat(state.staleness()).isZero();
    assertThat(state.isMissingEvents()).isFalse();
  }

  @Test
  void unreadableEntryShowsAsAGap() {
    server.ask("XADD", KEY, "6-0", "entry", "unreadable");
    done(stream.append(event(7)));
    done(stream.heartbeat(new Position(7, 1)));

    read();

    assertThat(state.seq()).isEqualTo(5);
    assertThat(state.isMissingEvents()).isTrue();
  }

  /** While auth-service is away, its last heartbeat stays in Redis, and must not count again. */
  @Test
  void threat44HeartbeatReadBeforeDoesNotMakeItFreshAgain() {
    done(stream.heartbeat(new Position(5, 1)));
    done(stream.heartbeat(new Position(5, 2)));
    read();
    assertThat(state.staleness()).isZero();

    for (int round = 1; round <= 10; round++) {
      nanos += Duration.ofSeconds(1).toNanos();
      read();
      read();
      assertThat(state.staleness()).isEqualTo(Duration.ofSeconds(round));
      assertThat(reader.isSilent()).isTrue();
    }
  }

  /** Redis was unreachable and has kept the heartbeats; more events may have come since. */
  @Test
  void threat42HeartbeatsThatWaitedInRedisDoNotMakeItFresh() {
    for (int i = 1; i <= EventStream.MAX_ENTRIES_A_READ + 1; i++) {
      done(stream.heartbeat(new Position(5, i)));
    }
    nanos += Duration.ofMinutes(1).toNanos();

    read();
    read();
    assertThat(state.staleness()).isEqualTo(Duration.ofMinutes(1));

    nanos += Duration.ofMillis(25).toNanos();
    done(stream.heartbeat(new Position(5, 9_999)));
    read();
    assertThat(state.staleness()).isEqualTo(Duration.ofMillis(25));
  }

  @Test
  void threat42HeartbeatsFromBeforeTheStartDoNotMakeItFresh() {
    done(stream.heartbeat(new Position(5, 1)));
    reader = new RedisStreamReader(state = newState(), stream, () -> nanos);
    state.loaded(5);
    reader.startAfter(5);

    read();
    assertThat(state.staleness()).isGreaterThan(Duration.ofDays(1));

    done(stream.heartbeat(new Position(5, 2)));
    read();
    assertThat(state.staleness()).isZero();
  }

  @Test
  void threat42ReadsStreamOfAnEmptiedRedisThoughItsEntriesAreLower() {
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

    assertThat(state.seq()).isEqualTo(6);
    assertThat(state.staleness()).isZero();
    assertThat(reader.isSilent()).isFalse();
  }

  @Test
  void threat42EmptiedRedisThatStaysEmptyIsSilent() {
    done(stream.heartbeat(new Position(5, 9)));
    read();
    server.ask("FLUSHALL");
    nanos += Duration.ofSeconds(1).toNanos();

    read();
    read();

    assertThat(reader.isSilent()).isTrue();
    assertThat(state.staleness()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void doesNotReadWhileAnotherReadIsInProgress() {
    Deque<Runnable> later = new ArrayDeque<>();
    done(stream.heartbeat(new Position(5, 1)));
    Uni<Void> first = reader.read(later::add);
    first.subscribe().with(read -> {});
    RedisProcess.await(() -> !later.isEmpty());

    reader.read(Runnable::run).await().atMost(TIMEOUT);
    assertThat(reader.isSilent()).isTrue();

    while (!later.isEmpty()) {
      later.removeFirst().run();
    }
    assertThat(reader.isSilent()).isFalse();
    assertThat(state.staleness()).isZero();
  }

  @Test
  void readsAgainAfterAFailedRead() {
    EventStream impatient = new EventStream(redis, KEY, Duration.ofMillis(100));
    RedisStreamReader hasty = new RedisStreamReader(state, impatient, () -> nanos);
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
    reader.read(Runnable::run).await().atMost(TIMEOUT);
  }

  private RevocationState newState() {
    return new RevocationState(InstantSource.fixed(NOW), () -> nanos);
  }
}
