package dev.postern.common.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.distribution.EventStream.Position;
import dev.postern.common.redis.RedisProcess;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SentinelEventStreamTest extends EventStreamCases {
  private static final String MASTER = "the-master";

  SentinelEventStreamTest() {
    super(RedisProcess.standalone(), master -> RedisProcess.sentinel(MASTER, master), options());
  }

  private static RedisOptions options() {
    return new RedisOptions().setType(RedisClientType.SENTINEL).setMasterName(MASTER);
  }

  @Test
  void threat42ContinuesWithTheReplicaWhenTheMasterHasDied() {
    Vertx vertx = Vertx.vertx();
    try (RedisProcess master = RedisProcess.standalone();
        RedisProcess replica = RedisProcess.replicaOf(master);
        RedisProcess watcher = RedisProcess.sentinel(MASTER, master)) {
      Redis redis = Redis.createClient(vertx, options().setConnectionString(watcher.url()));
      EventStream both = new EventStream(redis, KEY, Duration.ofMillis(250));
      RedisProcess.await(() -> master.ask("WAIT", "1", "100").equals(":1"));
      RedisProcess.await(() -> watcher.ask("SENTINEL", "REPLICAS", MASTER).equals("*1"));
      done(both.append(event(1)));
      RedisProcess.await(() -> replica.ask("XLEN", KEY).equals(":1"));

      master.close();
      RedisProcess.await(() -> works(both));
      done(both.append(event(2)));

      assertThat(replica.ask("XLEN", KEY)).isEqualTo(":2");
      assertThat(both.last().await().indefinitely()).contains(Position.at(2));
      redis.close();
    } finally {
      vertx.closeAndAwait();
    }
  }
}
