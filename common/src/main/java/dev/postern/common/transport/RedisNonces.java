package dev.postern.common.transport;

import dev.postern.common.auth.SignatureWindow;
import dev.postern.common.signature.NonceStore;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import org.jboss.logging.Logger;

/**
 * Nonces in Redis, in {@value #SHARDS} shards that a cluster may spread over its nodes.
 *
 * <p>A shard has an epoch: the run of the server and the count of what it evicted, and when that was
 * first seen. Another run, an eviction, or no epoch at all means that nonces may be missing. From
 * then on whoever signed with a secret that is older must have signed later, by the server's clock,
 * than anybody could before. Epoch and nonce are looked at and written in one script, of keys in one
 * slot, so that nothing is lost between the two.
 */
@Singleton
@DefaultBean
class RedisNonces implements NonceStore {
  private static final Logger LOGGER = Logger.getLogger(RedisNonces.class);
  private static final int SHARDS = 16;
  private static final int KEY_BYTES = 16;
  private static final String PREFIX = "postern:nonce:{n";
  private static final Duration BEAT = Duration.ofSeconds(1);

  /**
   * How far the clocks of Redis and of verifiers may differ, and how long a master that was cut off
   * may go on: longer than {@code min-replicas-max-lag} is by default.
   */
  private static final Duration SLACK = Duration.ofSeconds(11);

  /** How far the clocks of Redis and of the auth-service that makes secrets may differ. */
  private static final Duration BIRTH_SLACK = Duration.ofSeconds(1);

  /** Without a nonce it only makes sure that there is an epoch. Times in milliseconds. */
  private static final String SCRIPT =
      """
      local time = redis.call('TIME')
      local now = time[1] * 1000 + math.floor(time[2] / 1000)
      local mark = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)') .. ' '
          .. string.match(redis.call('INFO', 'stats'), 'evicted_keys:(%d+)') .. ' '
      local epoch = redis.call('GET', KEYS[1])
      local begun = now
      if epoch and string.sub(epoch, 1, #mark) == mark then
        begun = tonumber(string.sub(epoch, #mark + 1))
      else
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
  private final Vertx vertx;
  private final AccessTable table;
  private final Duration timeout;
  private final long windowMillis;
  private final long aheadMillis;

  RedisNonces(
      Redis redis, Vertx vertx, AccessTable table, SignatureConfig signature, GuardConfig config) {
    SignatureWindow window = signature.asWindow();
    this.redis = redis;
    this.vertx = vertx;
    this.table = table;
    this.timeout = config.guard().dependencyTimeout();
    this.windowMillis = window.behind().plus(SLACK).toMillis();
    this.aheadMillis = window.ahead().plus(SLACK).toMillis();
  }

  /** So that an epoch begins when nonces were lost, and not when the next request comes. */
  void start(@Observes StartupEvent start) {
    if (table.takesSignatures()) {
      beat();
      vertx.setPeriodic(BEAT.toMillis(), round -> beat());
    }
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

  private void beat() {
    for (int shard = 0; shard < SHARDS; shard++) {
      send(script(shard, 1))
          .subscribe()
          .with(
              done -> LOGGER.trace("beat"),
              failure -> LOGGER.debugf("Redis: %s", failure.toString()));
    }
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
