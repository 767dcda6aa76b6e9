package dev.postern.customer.limit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.mutiny.redis.client.Redis;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Makes the counters. */
class CounterProducer {

  @Produces
  @Singleton
  Counters counters(LoginConfig config, Redis redis, InstantSource clock, MeterRegistry metrics) {
    Counter countedLocally = metrics.counter("postern.logins.counted.locally");
    return new ChosenCounters(
        new RedisCounters(redis, config.redisTimeout()),
        new LocalCounters(clock),
        config.whenRedisIsDown(),
        System::nanoTime,
        countedLocally::increment);
  }
}
