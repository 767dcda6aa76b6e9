package dev.postern.orders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.distribution.EventStream;
import dev.postern.common.distribution.EventStream.Position;
import dev.postern.common.redis.RedisProcess;
import io.quarkus.test.QuarkusUnitTest;
import io.vertx.mutiny.redis.client.Redis;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** That the framework's settings of Redis do what the documentation says of them. */
abstract class RedisFormCases {
  private static final String HOSTS = "quarkus.redis.hosts";
  private static final Deque<RedisProcess> RUNNING = new ArrayDeque<>();

  @Inject Redis redis;

  static QuarkusUnitTest service(Supplier<RedisProcess> redis) {
    return new QuarkusUnitTest()
        .setFlatClassPath(true)
        .withApplicationRoot(
            root ->
                root.addClasses(RedisFormCases.class, RedisProcess.class, EventStream.class)
                    .addPackage("dev.postern.common.revocation"))
        .setBeforeAllCustomizer(() -> System.setProperty(HOSTS, started(redis.get()).url()))
        .setAfterAllCustomizer(RedisFormCases::stop)
        .overrideConfigKey("quarkus.http.insecure-requests", "enabled")
        .overrideConfigKey("quarkus.http.tls-configuration-name", "")
        .overrideConfigKey("quarkus.http.test-port", "0")
        .overrideConfigKey("quarkus.management.enabled", "false");
  }

  static RedisProcess started(RedisProcess process) {
    RUNNING.push(process);
    return process;
  }

  private static void stop() {
    System.clearProperty(HOSTS);
    RUNNING.forEach(RedisProcess::close);
    RUNNING.clear();
  }

  @Test
  void streamIsWrittenAndReadOverTheClientThatTheSettingsMake() {
    EventStream stream = new EventStream(redis, "postern:events", Duration.ofSeconds(5));

    stream.heartbeat(new Position(3, 7)).await().indefinitely();

    assertThat(stream.last().await().indefinitely()).contains(new Position(3, 7));
  }
}
