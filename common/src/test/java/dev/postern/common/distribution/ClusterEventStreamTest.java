package dev.postern.common.distribution;

import dev.postern.common.redis.RedisProcess;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import java.util.function.UnaryOperator;

class ClusterEventStreamTest extends EventStreamCases {
  ClusterEventStreamTest() {
    super(
        RedisProcess.cluster(),
        UnaryOperator.identity(),
        new RedisOptions().setType(RedisClientType.CLUSTER));
  }
}
