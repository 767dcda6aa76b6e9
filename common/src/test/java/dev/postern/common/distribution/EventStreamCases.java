package dev.postern.common.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.common.distribution.EventStream.Entry;
import dev.postern.common.distribution.EventStream.Position;
import dev.postern.common.redis.RedisProcess;
import dev.postern.common.revocation.RevocationEntry;
import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.SecurityEvent;
import dev.postern.common.revocation.SecurityEvent.Changed;
import dev.postern.common.revocation.SecurityEvent.Revoked;
import dev.postern.common.revocation.Topic;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.redis.client.RedisOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/** The stream over every form of Redis, with a real one. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(60)
abstract class EventStreamCases {
  static final String KEY = "postern:events";

  /** Longer than any answer takes here, and far shorter than a test. */
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static final Duration SHORT_TIMEOUT = Duration.ofMillis(100);

  /** The default is six connections, and 24 requests that wait for one. */
  private static final int MORE_THAN_THE_POOL_TAKES = 40;

  private static final Instant AT = Instant.ofEpochMilli(1_800_000_000_123L);

  private final Vertx vertx = Vertx.vertx();
  private final RedisProcess server;
  private final RedisProcess entryPoint;
  private final Redis redis;
  final EventStream stream;

  /**
   * @param entryPoint the process to which the client connects, made for the server: the server
   *     itself, or a sentinel
   */
  EventStreamCases(
      RedisProcess server, UnaryOperator<RedisProcess> entryPoint, RedisOptions options) {
    this.server = server;
    this.entryPoint = entryPoint.apply(server);
    this.redis = Redis.createClient(vertx, options.setConnectionString(this.entryPoint.url()));
    this.stream = new EventStream(redis, KEY, TIMEOUT);
  }

  @BeforeEach
  void empty() {
    assertThat(server.ask("FLUSHALL")).isEqualTo("+OK");
  }

  @AfterAll
  void stop() {
    redis.close();
    vertx.closeAndAwait();
    server.close();
    entryPoint.close();
  }

  @Test
  void readsEventsBackInTheirOrder() {
    List<SecurityEvent> events = new ArrayList<>();
    for (RevocationKind kind : RevocationKind.values()) {
      events.add(event(events.size() + 1, kind));
    }
    for (Topic topic : Topic.values()) {
      events.add(new Changed(events.size() + 1, topic, AT));
    }

    events.forEach(event -> done(stream.append(event)));

    assertThat(read(Position.at(0)))
        .isEqualTo(events.stream().map(EventStreamCases::entry).toList());
  }

  @Test
  void emptyStreamHasNoLastEntryAndNothingToRead() {
    assertThat(last()).isEmpty();
    assertThat(read(Position.at(0))).isEmpty();
  }

  @Test
  void readsOnlyEntriesAfterThePosition() {
    append(1, 4);
    done(stream.heartbeat(new Position(4, 7)));

    assertThat(positions(Position.at(2)))
        .containsExactly(Position.at(3), Position.at(4), new Position(4, 7));
    assertThat(positions(Position.at(4))).containsExactly(new Position(4, 7));
    assertThat(positions(new Position(4, 7))).isEmpty();
    assertThat(positions(Position.at(99))).isEmpty();
  }

  @Test
  void ignoresEventThatAnotherReplicaHasAdded() {
    append(1, 2);

    done(stream.append(event(2, RevocationKind.SUBJECT)));

    assertThat(read(Position.at(0))).containsExactly(entry(event(1)), entry(event(2)));
  }

  @Test
  void ignoresEventBelowTheLast() {
    append(5, 6);

    done(stream.append(event(4)));
    done(stream.heartbeat(new Position(5, 99)));

    assertThat(positions(Position.at(0))).containsExactly(Position.at(5), Position.at(6));
  }

  @Test
  void keepsGapBetweenEvents() {
    append(1, 1);
    append(3, 3);

    assertThat(positions(Position.at(0))).containsExactly(Position.at(1), Position.at(3));
  }

  @Test
  void heartbeatsFollowTheirEventAndPrecedeTheNext() {
    append(1, 1);
    done(stream.heartbeat(new Position(1, 1_800_000_000_000L)));
    done(stream.heartbeat(new Position(1, 1_800_000_000_200L)));
    append(2, 2);

    assertThat(read(Position.at(0)))
        .containsExactly(
            entry(event(1)),
            heartbeat(1, 1_800_000_000_000L),
            heartbeat(1, 1_800_000_000_200L),
            entry(event(2)));
  }

  @Test
  void readsHeartbeatBeforeTheFirstEvent() {
    done(stream.heartbeat(new Position(0, 1)));

    assertThat(read(Position.at(0))).containsExactly(heartbeat(0, 1));
  }

  @Test
  void lastIsThePositionOfTheLastEntry() {
    append(1, 3);
    assertThat(last()).contains(Position.at(3));

    done(stream.heartbeat(new Position(3, 12)));
    assertThat(last()).contains(new Position(3, 12));
  }

  @Test
  void threat42EmptiedRedisAcceptsAnyNumber() {
    append(7, 9);
    server.ask("FLUSHALL");
    assertThat(last()).isEmpty();

    done(stream.heartbeat(new Position(3, 1)));
    append(4, 4);

    assertThat(positions(Position.at(0))).containsExactly(new Position(3, 1), Position.at(4));
  }

  @Test
  void readIsBounded() {
    append(1, 1_050);

    List<Position> first = positions(Position.at(0));

    assertThat(first).hasSize(1_000).endsWith(Position.at(1_000));
    assertThat(positions(first.getLast())).hasSize(50).endsWith(Position.at(1_050));
  }

  @Test
  void threat42RedisOutOfMemoryFailsTheAppendAndStillReads() {
    append(1, 1);
    server.ask("CONFIG", "SET", "maxmemory", "1");
    try {
      assertThatThrownBy(() -> done(stream.append(event(2)))).hasMessageContaining("OOM");
      assertThatThrownBy(() -> done(stream.heartbeat(new Position(1, 1))))
          .hasMessageContaining("OOM");
      assertThat(positions(Position.at(0))).containsExactly(Position.at(1));
    } finally {
      server.ask("CONFIG", "SET", "maxmemory", "0");
    }

    append(2, 2);

    assertThat(last()).contains(Position.at(2));
  }

  @Test
  void threat42PausedRedisFailsInTimeAndWorksAgainWhenResumed() {
    EventStream impatient = new EventStream(redis, KEY, SHORT_TIMEOUT);
    append(1, 1);
    server.pause();
    try {
      for (int more = 0; more < MORE_THAN_THE_POOL_TAKES; more++) {
        int seq = 2 + more;
        long started = System.nanoTime();
        Uni<Void> append = impatient.append(event(seq));
        assertThatThrownBy(() -> append.await().atMost(TIMEOUT)).isNotNull();
        assertThat(Duration.ofNanos(System.nanoTime() - started))
            .isLessThan(SHORT_TIMEOUT.multipliedBy(10));
      }
      assertThatThrownBy(() -> impatient.read(Position.at(0)).await().atMost(TIMEOUT)).isNotNull();
      assertThatThrownBy(() -> impatient.last().await().atMost(TIMEOUT)).isNotNull();
    } finally {
      server.resume();
    }

    RedisProcess.await(() -> works(impatient));
    done(stream.append(event(1_000)));
    assertThat(last()).contains(Position.at(1_000));
  }

  @Test
  void reportsItsEvictionPolicy() {
    assertThat(
            redis.send(Request.cmd(Command.INFO).arg("memory")).await().atMost(TIMEOUT).toString())
        .contains("maxmemory_policy:noeviction");
  }

  static boolean works(EventStream stream) {
    return stream
        .last()
        .map(last -> true)
        .onFailure()
        .recoverWithItem(false)
        .await()
        .atMost(TIMEOUT);
  }

  static SecurityEvent event(long seq) {
    return event(seq, RevocationKind.TOKEN);
  }

  private static SecurityEvent event(long seq, RevocationKind kind) {
    RevocationEntry entry =
        new RevocationEntry(
            RevocationKey.of(kind, "id-" + seq),
            Instant.ofEpochSecond(1_800_000_000L + seq),
            Instant.ofEpochSecond(1_800_001_000L));
    return new Revoked(seq, kind, entry, AT.plusMillis(seq));
  }

  static void done(Uni<Void> action) {
    action.await().atMost(TIMEOUT);
  }

  private void append(long from, long to) {
    LongStream.rangeClosed(from, to).forEach(seq -> done(stream.append(event(seq))));
  }

  private List<Entry> read(Position after) {
    return stream.read(after).await().atMost(TIMEOUT);
  }

  private List<Position> positions(Position after) {
    return read(after).stream().map(Entry::position).toList();
  }

  private Optional<Position> last() {
    return stream.last().await().atMost(TIMEOUT);
  }

  private static Entry entry(SecurityEvent event) {
    return new Entry(Position.at(event.seq()), Optional.of(event));
  }

  private static Entry heartbeat(long seq, long sub) {
    return new Entry(new Position(seq, sub), Optional.empty());
  }
}
