package dev.postern.common.distribution;

import dev.postern.common.redis.RedisProcess;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import java.util.function.UnaryOperator;

class StandaloneEventStreamTest extends EventStreamCases {
  StandaloneEventStreamTest() {
    super(
        RedisProcess.standalone(),
        UnaryOperator.identity(),
        new RedisOptions().setType(RedisClientType.STANDALONE));
  }
}
