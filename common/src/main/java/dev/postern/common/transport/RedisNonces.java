package dev.postern.common.transport;

import dev.postern.common.auth.SignatureWindow;
import dev.postern.common.signature.NonceStore;
import io.quarkus.arc.DefaultBean;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;

/**
 * Nonces in Redis, in {@value #SHARDS} shards that a cluster may spread over its nodes.
 *
 * <p>A shard has an epoch: the run of the server and the count of what it evicted, and when that
 * was first seen. Another run, an eviction, or no epoch at all means that nonces may be missing.
 * From then on whoever signed with a secret that is older must have signed later, by the server's
 * clock, than anybody could before. Epoch and nonce are looked at and written in one script, of
 * keys in one slot, so that nothing is lost between the two.
 */
@Singleton
@DefaultBean
class RedisNonces implements NonceStore {
  private static final int SHARDS = 16;
  private static final int KEY_BYTES = 16;
  private static final String PREFIX = "postern:nonce:{n";

  /**
   * How far the clocks of Redis and of verifiers may differ, and how long a master that was cut off
   * may go on: longer than {@code min-replicas-max-lag} is by default.
   */
  private static final Duration SLACK = Duration.ofSeconds(11);

  /** How far the clocks of Redis and of the auth-service that makes secrets may differ. */
  private static final Duration BIRTH_SLACK = Duration.ofMillis(200);

  /** Without a nonce it only makes sure that there is an epoch. Times in milliseconds. */
  private static final String SCRIPT =
      """
      local time = redis.call('TIME')
      local now = time[1] * 1000 + math.floor(time[2] / 1000)
      local mark = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)') .. ' '
          .. string.match(redis.call('INFO', 'stats'), 'evicted_keys:(%d+)') .. ' '
      local epoch = redis.call('GET', KEYS[1])
      local begun = epoch and string.sub(epoch, 1, #mark) == mark
          and tonumber(string.sub(epoch, #mark + 1))
      if not begun then
        begun = now
        redis.call('SET', KEYS[1], mark .. string.format('%d', now))
      end
      if not KEYS[2] then
        return 'FRESH'
      end
      local stamp, window, ahead = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
      if now > stamp + window or stamp > now + ahead then
        return 'OUT_OF_WINDOW'
      end
      if stamp <= begun + ahead and tonumber(ARGV[4]) <= begun then
        return 'FORGOTTEN'
      end
      local kept = string.format('%d', stamp + window - now + 1)
      if redis.call('SET', KEYS[2], '1', 'NX', 'PX', kept) then
        return 'FRESH'
      end
      return 'REPLAYED'
      """;

  private final Redis redis;
  private final Duration timeout;
  private final long windowMillis;
  private final long aheadMillis;

  @Inject
  RedisNonces(Redis redis, SignatureWindow window, GuardConfig config) {
    this(redis, window, config.guard().dependencyTimeout());
  }

  RedisNonces(Redis redis, SignatureWindow window, Duration timeout) {
    this.redis = redis;
    this.timeout = timeout;
    this.windowMillis = window.behind().plus(SLACK).toMillis();
    this.aheadMillis = window.ahead().plus(SLACK).toMillis();
  }

  @Override
  public Uni<Answer> use(Claim claim) {
    byte[] digest = digest(claim);
    Request request =
        script(digest[0] & (SHARDS - 1), 2)
            .arg(key(digest))
            .arg(claim.timestamp() * 1_000)
            .arg(windowMillis)
            .arg(aheadMillis)
            .arg(claim.secretCreatedAt().minus(BIRTH_SLACK).toEpochMilli());
    return send(request).map(answer -> Answer.valueOf(answer.toString()));
  }

  /** Makes sure that each shard has an epoch. */
  Uni<Void> begin() {
    return Multi.createFrom()
        .range(0, SHARDS)
        .onItem()
        .transformToUniAndMerge(shard -> send(script(shard, 1)))
        .collect()
        .last()
        .replaceWithVoid();
  }

  private static Request script(int shard, int keys) {
    return Request.cmd(Command.EVAL).arg(SCRIPT).arg(keys).arg(PREFIX + shard + "}:epoch");
  }

  private Uni<Response> send(Request request) {
    return redis.send(request).ifNoItem().after(timeout).fail();
  }

  private static String key(byte[] digest) {
    byte[] start = Arrays.copyOf(digest, KEY_BYTES);
    return PREFIX
        + (digest[0] & (SHARDS - 1))
        + "}:"
        + Base64.getUrlEncoder().withoutPadding().encodeToString(start);
  }

  /** 128 bit of it stand for key and nonce: a third of the memory, and as good. */
  private static byte[] digest(Claim claim) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest((claim.keyId() + ":" + claim.nonce()).getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
