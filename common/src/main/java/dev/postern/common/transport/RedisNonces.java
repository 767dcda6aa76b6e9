package dev.postern.common.transport;

import dev.postern.common.auth.SignatureWindow;
import dev.postern.common.signature.NewSecrets;
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
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/**
 * Nonces in Redis, in {@value #SHARDS} shards that a cluster may spread over its nodes.
 *
 * <p>A shard has an epoch: the run of the server, its place in the replication's history and the
 * count of what it evicted; and when that was first seen, by the server's clock. Anything else, or
 * a clock that was put back, means that nonces may be missing: an epoch begins. A request may then
 * have been let in before, unless it was signed later than anybody could before, or with a secret
 * that was announced in this epoch, before anybody had it. No clock but the server's is asked for
 * that. Epoch and nonce are looked at and written in one script, of keys in one slot, so that
 * nothing is lost between the two.
 */
@Singleton
@DefaultBean
class RedisNonces implements NonceStore, NewSecrets {
  private static final int SHARDS = 16;
  private static final int KEY_BYTES = 16;
  private static final String PREFIX = "postern:nonce:{n";

  /**
   * How far the clocks of Redis and of verifiers may differ, and how long a master that was cut off
   * may go on: longer than {@code min-replicas-max-lag} is by default.
   */
  private static final Duration SLACK = Duration.ofSeconds(11);

  /** Whatever the window of this process: others may have a wider one. */
  private static final Duration WIDEST = SignatureWindow.WIDEST.plus(SLACK);

  /** Times in milliseconds. */
  private static final String SCRIPT =
      """
      local time = redis.call('TIME')
      local now = time[1] * 1000 + math.floor(time[2] / 1000)
      local mark = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)') .. ' '
          .. string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)') .. ' '
          .. string.match(redis.call('INFO', 'stats'), 'evicted_keys:(%d+)') .. ' '
      local slack, widest = tonumber(ARGV[2]), tonumber(ARGV[3])

      local kept = redis.call('GET', KEYS[1])
      local begun, seen
      if kept and string.sub(kept, 1, #mark) == mark then
        begun, seen = string.match(string.sub(kept, #mark + 1), '^(%d+) (%d+)$')
      end
      begun, seen = tonumber(begun), tonumber(seen) or 0
      if not begun or now + slack < seen then
        begun, seen = now, 0
      end
      local epoch = mark .. string.format('%d', begun)
      if now >= seen + 1000 then
        redis.call('SET', KEYS[1], epoch .. string.format(' %d', now))
      end

      if ARGV[1] == 'announce' then
        local left = begun + 2 * widest - now
        if left > 0 then
          redis.call('SET', KEYS[2], epoch, 'PX', string.format('%d', left))
        end
      elseif ARGV[1] == 'use' then
        local stamp, behind = tonumber(ARGV[4]), tonumber(ARGV[5])
        local ahead, ahead_before = tonumber(ARGV[6]), tonumber(ARGV[7])
        if now > stamp + behind or stamp > now + ahead then
          return 'OUT_OF_WINDOW'
        end
        if stamp <= begun + ahead_before and redis.call('GET', KEYS[2]) ~= epoch then
          return 'FORGOTTEN'
        end
        local left = string.format('%d', stamp + widest - now + 1)
        if not redis.call('SET', KEYS[3], '1', 'NX', 'PX', left) then
          return 'REPLAYED'
        end
      end
      return 'FRESH'
      """;

  private final Redis redis;
  private final Duration timeout;
  private final SignatureWindow window;
  private final LongSupplier nanoTime;
  private final long startedAt;

  @Inject
  RedisNonces(Redis redis, SignatureWindow window, GuardConfig config) {
    this(redis, window, config.guard().dependencyTimeout(), System::nanoTime);
  }

  RedisNonces(Redis redis, SignatureWindow window, Duration timeout, LongSupplier nanoTime) {
    this.redis = redis;
    this.window = window;
    this.timeout = timeout;
    this.nanoTime = nanoTime;
    this.startedAt = nanoTime.getAsLong();
  }

  @Override
  public Uni<Answer> use(Claim claim) {
    byte[] digest = digest(claim.keyId() + ":" + claim.nonce());
    int shard = digest[0] & (SHARDS - 1);
    Request request =
        script(
                "use",
                shard,
                birth(shard, claim.keyId(), claim.secretCreatedAt()),
                key(shard, digest))
            .arg(claim.timestamp() * 1_000)
            .arg(window.behind().plus(SLACK).toMillis())
            .arg(window.ahead().plus(SLACK).toMillis())
            .arg(aheadBefore().toMillis());
    return send(request).map(answer -> Answer.valueOf(answer.toString()));
  }

  /** Makes sure that each shard has an epoch. */
  Uni<Void> begin() {
    return inEachShard(shard -> script("begin", shard));
  }

  @Override
  public Uni<Void> announce(String keyId, Instant createdAt) {
    return inEachShard(shard -> script("announce", shard, birth(shard, keyId, createdAt)));
  }

  /**
   * How far ahead a request may be stamped that was let in before a loss. A window that has just
   * been made narrower was wider a while ago.
   */
  private Duration aheadBefore() {
    boolean isOld = nanoTime.getAsLong() - startedAt > WIDEST.toNanos();
    return isOld ? window.ahead().plus(SLACK) : WIDEST;
  }

  private Uni<Void> inEachShard(IntFunction<Request> script) {
    return Multi.createFrom()
        .range(0, SHARDS)
        .onItem()
        .transformToUniAndMerge(shard -> send(script.apply(shard)))
        .collect()
        .last()
        .replaceWithVoid();
  }

  private static Request script(String step, int shard, String... keys) {
    Request request =
        Request.cmd(Command.EVAL).arg(SCRIPT).arg(keys.length + 1).arg(PREFIX + shard + "}:epoch");
    for (String key : keys) {
      request.arg(key);
    }
    return request.arg(step).arg(SLACK.toMillis()).arg(WIDEST.toMillis());
  }

  private Uni<Response> send(Request request) {
    return redis.send(request).ifNoItem().after(timeout).fail();
  }

  private static String birth(int shard, String keyId, Instant secretCreatedAt) {
    return key(shard, digest("born:" + keyId + ":" + secretCreatedAt.toEpochMilli()));
  }

  private static String key(int shard, byte[] digest) {
    byte[] start = Arrays.copyOf(digest, KEY_BYTES);
    return PREFIX + shard + "}:" + Base64.getUrlEncoder().withoutPadding().encodeToString(start);
  }

  /** 128 bit of it stand for key and nonce: a third of the memory, and as good. */
  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
