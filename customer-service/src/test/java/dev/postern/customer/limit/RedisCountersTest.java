package dev.postern.customer.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.customer.limit.Counters.Counter;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** With a real Redis. Its time cannot be set, so the times in a counter are. */
class RedisCountersTest extends CounterCases {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String AGE =
      """
      local all = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
      for i = 1, #all, 2 do
        local score, by = tonumber(all[i + 1]), tonumber(ARGV[1])
        if score < 0 then score = score + by elseif score >= 1000000000 then score = score - by end
        redis.call('ZADD', KEYS[1], string.format('%.0f', score), all[i])
      end
      return 0
      """;

  private static RedisServer server;
  private static Vertx vertx;
  private static Redis redis;

  @BeforeAll
  static void start() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    server = RedisServer.newRedisServer().port(port).bind("127.0.0.1").setting("save \"\"").build();
    server.start();
    vertx = Vertx.vertx();
    redis = Redis.createClient(vertx, "redis://127.0.0.1:" + port);
  }

  @AfterAll
  static void stop() throws IOException {
    redis.close();
    vertx.closeAndAwait();
    server.stop();
  }

  @Override
  Counters counters() {
    return new RedisCounters(redis, PATIENCE);
  }

  @Override
  void pass(Counter counter, Duration time) {
    send(Request.cmd(Command.EVAL).arg(AGE).arg(1).arg(counter.key()).arg(time.toMillis()));
  }

  private static Response send(Request request) {
    return redis.send(request).await().atMost(PATIENCE);
  }

  @Test
  void keysEnd() {
    LockoutPolicy rule = new LockoutPolicy(2, Duration.ofSeconds(1), Duration.ofSeconds(2), WINDOW);
    Counter counter = new Counter("postern:login:test:" + UUID.randomUUID(), rule);
    counters().reserve(counter).await().atMost(PATIENCE);
    long left = send(Request.cmd(Command.PTTL).arg(counter.key())).toLong();
    assertThat(left).isBetween(WINDOW.toMillis(), WINDOW.plusSeconds(12).toMillis());
  }

  @Test
  void failsIfRedisDoesNotAnswer() {
    Redis nobody = Redis.createClient(vertx, "redis://127.0.0.1:1");
    Counter counter =
        new Counter(
            "x", new LockoutPolicy(1, Duration.ofSeconds(1), Duration.ofSeconds(1), WINDOW));
    assertThatThrownBy(
            () -> new RedisCounters(nobody, PATIENCE).reserve(counter).await().atMost(PATIENCE))
        .isInstanceOf(Exception.class);
    nobody.close();
  }
}
