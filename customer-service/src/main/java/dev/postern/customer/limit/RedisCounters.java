package dev.postern.customer.limit;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;

/**
 * Counters that all replicas share. Each is a sorted set; one script with one key changes it, so
 * that it works with Redis standalone, Sentinel and Cluster. The time is that of Redis.
 *
 * <p>Its members are {@code failures}; {@code since} and {@code not_before} in negative
 * milliseconds; and the reservations, by the millisecond at which they become void.
 */
final class RedisCounters implements Counters {
  private static final String SCRIPT =
      """
      local key, step, reservation = KEYS[1], ARGV[1], ARGV[2]
      local free, first, longest = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
      local forgotten, reserved = tonumber(ARGV[6]), tonumber(ARGV[7])
      local time = redis.call('TIME')
      local now = time[1] * 1000 + math.floor(time[2] / 1000)
      local function get(member) return tonumber(redis.call('ZSCORE', key, member) or '0') end
      local function put(member, score)
        redis.call('ZADD', key, string.format('%.0f', score), member)
      end
      local function forget() redis.call('ZREM', key, 'failures', 'since', 'not_before') end

      redis.call('ZREMRANGEBYSCORE', key, 1000000000, string.format('%.0f', now))
      if now >= -get('since') + forgotten and now >= -get('not_before') then forget() end
      local failures, not_before = get('failures'), -get('not_before')

      if step == 'reserve' then
        if now < not_before then return {'locked', not_before - now} end
        local pending = redis.call('ZCOUNT', key, 1000000000, '+inf')
        if pending >= math.max(1, free - failures) then return {'busy', 0} end
        put(reservation, now + reserved)
      else
        redis.call('ZREM', key, reservation)
        if step == 'succeeded' then forget() end
        if step == 'failed' then
          if failures == 0 then put('since', -now) end
          failures = math.min(failures + 1, 999999)
          put('failures', failures)
          if failures >= free then
            local delay = math.min(first * 2 ^ math.min(failures - free, 40), longest)
            put('not_before', -math.max(not_before, now + delay))
          end
        end
      end
      redis.call('PEXPIRE', key, string.format('%.0f', forgotten + longest + reserved))
      return {'admitted', 0}
      """;

  private final Redis redis;
  private final Duration timeout;

  RedisCounters(Redis redis, Duration timeout) {
    this.redis = redis;
    this.timeout = timeout;
  }

  @Override
  public Uni<Reply> reserve(Counter counter) {
    String reservation = UUID.randomUUID().toString();
    return run(counter, "reserve", reservation).map(answer -> reply(counter, reservation, answer));
  }

  private Reply reply(Counter counter, String reservation, Response answer) {
    return switch (answer.get(0).toString()) {
      case "locked" -> new Reply.Delayed(Duration.ofMillis(answer.get(1).toLong()));
      case "busy" -> new Reply.Full();
      default -> new Reply.Reserved(settlement -> settle(counter, reservation, settlement));
    };
  }

  private Uni<Void> settle(Counter counter, String reservation, Settlement settlement) {
    return run(counter, settlement.name().toLowerCase(Locale.ROOT), reservation).replaceWithVoid();
  }

  private Uni<Response> run(Counter counter, String step, String reservation) {
    LockoutPolicy policy = counter.policy();
    Request script =
        Request.cmd(Command.EVAL)
            .arg(SCRIPT)
            .arg(1)
            .arg(counter.key())
            .arg(step)
            .arg(reservation)
            .arg(policy.freeFailures())
            .arg(policy.firstDelay().toMillis())
            .arg(policy.longestDelay().toMillis())
            .arg(policy.forgottenAfter().toMillis())
            .arg(LockoutPolicy.RESERVED_FOR.toMillis());
    return redis.send(script).ifNoItem().after(timeout).fail();
  }
}
