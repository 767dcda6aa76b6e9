package dev.postern.common.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.auth.v1.EventBatch;
import dev.postern.auth.v1.FollowRequest;
import dev.postern.auth.v1.GetSnapshotPageRequest;
import dev.postern.auth.v1.MutinySecurityEventsGrpc.SecurityEventsImplBase;
import dev.postern.auth.v1.SecurityEventsClient;
import dev.postern.auth.v1.SnapshotPage;
import dev.postern.common.remote.TestServiceToken;
import dev.postern.common.revocation.RevocationState;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A verifier without Redis that follows a real gRPC server. */
@Timeout(60)
class EventSubscriberTest {
  private static final Duration TICK = Duration.ofMillis(25);
  private static final long WAIT_SECONDS = 20;

  private final Vertx vertx = Vertx.vertx();
  private volatile Instant now = Instant.ofEpochSecond(1_800_000_000L);
  private final RevocationState state = new RevocationState(() -> now, System::nanoTime);
  private final Log log = new Log();
  private final LinkedBlockingQueue<Long> loaded = new LinkedBlockingQueue<>();
  private Server server = NettyServerBuilder.forPort(0).build();
  private ManagedChannel channel = NettyChannelBuilder.forTarget("localhost").build();
  private TestServiceToken service;
  private Redis redis;

  /** It repeats its answer until the caller cancels, as a server without a limit would. */
  private static final class Log extends SecurityEventsImplBase {
    private volatile long head = 5;
    private final Map<Long, EventBatch> answers = new ConcurrentHashMap<>();
    private final LinkedBlockingQueue<Long> followedFrom = new LinkedBlockingQueue<>();

    @Override
    public Uni<SnapshotPage> getSnapshotPage(GetSnapshotPageRequest request) {
      return Uni.createFrom().item(SnapshotPage.newBuilder().setPages(1).setSeq(head).build());
    }

    @Override
    public Multi<EventBatch> follow(FollowRequest request) {
      long after = request.getAfter();
      followedFrom.add(after);
      EventBatch heartbeat = EventBatch.newBuilder().setHead(head).build();
      return Multi.createFrom()
          .ticks()
          .every(TICK)
          .onOverflow()
          .drop()
          .map(tick -> answers.getOrDefault(after, heartbeat));
    }
  }

  @BeforeEach
  void start() throws IOException {
    channel.shutdownNow();
    server = NettyServerBuilder.forPort(0).addService(log).build().start();
    channel = NettyChannelBuilder.forAddress("localhost", server.getPort()).usePlaintext().build();
    service = new TestServiceToken(vertx);
    redis =
        Redis.createClient(vertx, new RedisOptions().setConnectionString("redis://localhost:1"));
    state.onReload(() -> loaded.add(state.seq()));
  }

  @AfterEach
  void stop() {
    redis.close();
    vertx.closeAndAwait();
    channel.shutdownNow();
    server.shutdownNow();
    service.close();
  }

  private void follow() {
    new EventSubscriber(
            state,
            redis,
            new SecurityEventsClient("auth", channel, (name, stub) -> stub),
            service.token(),
            vertx.getDelegate(),
            () -> EventStreamCases.KEY,
            service.config())
        .start();
  }

  private void assertLoaded(long seq) throws InterruptedException {
    assertThat(loaded.poll(WAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(seq);
  }

  private void assertFollowedFrom(long seq) throws InterruptedException {
    assertThat(log.followedFrom.poll(WAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(seq);
  }

  private void awaitConfirmed() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (state.staleness().compareTo(Duration.ofSeconds(1)) > 0) {
      assertThat(System.nanoTime()).as("nothing was confirmed").isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  @Test
  void afterAGapFollowsTheLogFromTheNewSnapshot() throws Exception {
    log.answers.put(5L, EventBatch.newBuilder().setHead(50).setGap(true).build());
    state.onReload(() -> log.head = 50);
    follow();

    assertLoaded(5);
    assertLoaded(50);
    awaitConfirmed();

    assertThat(state.seq()).isEqualTo(50);
    assertFollowedFrom(5);
    assertFollowedFrom(50);
    assertThat(log.followedFrom).isEmpty();
    assertThat(loaded).isEmpty();
  }

  @Test
  void followsAnotherShorterLogFromItsEnd() throws Exception {
    log.answers.put(5L, EventBatch.newBuilder().setHead(3).build());
    state.onReload(() -> log.head = 3);
    follow();

    assertLoaded(5);
    assertLoaded(3);
    awaitConfirmed();

    assertThat(state.seq()).isEqualTo(3);
    assertFollowedFrom(5);
    assertFollowedFrom(3);
    assertThat(log.followedFrom).isEmpty();
    assertThat(loaded).isEmpty();
  }

  @Test
  void threat12ClockSetBackLoadsASnapshot() throws Exception {
    follow();
    assertLoaded(5);
    awaitConfirmed();

    now = now.minus(Duration.ofHours(2));

    assertThat(state.staleness()).isEqualTo(RevocationState.NEVER);
    assertLoaded(5);
    awaitConfirmed();
    assertFollowedFrom(5);
    assertFollowedFrom(5);
    assertThat(log.followedFrom).isEmpty();
  }
}
