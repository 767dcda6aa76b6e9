package dev.postern.common.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.redis.RedisProcess;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Connections to a Redis whose machine has vanished: they get no answer, and are never closed. Then
 * another Redis has the same address.
 */
@Timeout(60)
class StuckRedisConnectionTest {
  private static final Duration SHORT_TIMEOUT = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MORE_THAN_THE_POOL_TAKES = 40;

  private final RedisProcess server = RedisProcess.standalone();
  private final Vertx vertx = Vertx.vertx();
  private final NetClient toRedis = vertx.createNetClient();
  private volatile boolean vanished;
  private final List<NetSocket> ends = new CopyOnWriteArrayList<>();
  private final NetServer address = vertx.createNetServer().connectHandler(this::forward);

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    server.close();
  }

  @Test
  void threat42StuckConnectionsEndAndNewOnesWork() throws IOException {
    int port =
        address
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join()
            .actualPort();
    RedisOptions options =
        new RedisOptions()
            .setConnectionString("redis://127.0.0.1:" + port)
            .setNetClientOptions(asByDefault());
    Redis redis = Redis.createClient(io.vertx.mutiny.core.Vertx.newInstance(vertx), options);
    EventStream stream = new EventStream(redis, "events", SHORT_TIMEOUT);
    RedisProcess.await(() -> EventStreamCases.works(stream));

    vanished = true;
    ends.forEach(NetSocket::pause);
    Uni.join()
        .all(Collections.nCopies(MORE_THAN_THE_POOL_TAKES, stream.last()))
        .andCollectFailures()
        .onFailure()
        .recoverWithNull()
        .await()
        .atMost(PATIENCE);
    assertThat(EventStreamCases.works(stream)).isFalse();
    vanished = false;
    long back = System.nanoTime();
    RedisProcess.await(() -> EventStreamCases.works(stream));

    assertThat(Duration.ofNanos(System.nanoTime() - back)).isLessThan(PATIENCE);
  }

  /** As the configuration of every service says. */
  private static NetClientOptions asByDefault() throws IOException {
    Properties defaults = new Properties();
    try (InputStream file =
        StuckRedisConnectionTest.class.getResourceAsStream(
            "/META-INF/microprofile-config.properties")) {
      defaults.load(file);
    }
    return new NetClientOptions()
        .setIdleTimeout(seconds(defaults.getProperty("quarkus.redis.tcp.idle-timeout")))
        .setConnectTimeout(
            1_000 * seconds(defaults.getProperty("quarkus.redis.tcp.connection-timeout")));
  }

  private static int seconds(String setting) {
    return (int) Duration.parse("PT" + setting).toSeconds();
  }

  private void forward(NetSocket client) {
    client.pause();
    if (vanished) {
      return;
    }
    toRedis
        .connect(server.port(), "127.0.0.1")
        .onSuccess(
            redis -> {
              ends.add(client);
              ends.add(redis);
              client.pipeTo(redis);
              redis.pipeTo(client);
            });
  }
}
