package dev.postern.customer.limit;

import dev.postern.common.transport.GuardConfig;
import io.vertx.mutiny.redis.client.Redis;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Puts the counters together. */
class Wiring {

  @Produces
  @Singleton
  Counters counters(LoginConfig config, GuardConfig guard, Redis redis, InstantSource clock) {
    return new ChosenCounters(
        new RedisCounters(redis, guard.guard().dependencyTimeout()),
        new LocalCounters(clock),
        config.whenRedisIsDown(),
        System::nanoTime);
  }
}
