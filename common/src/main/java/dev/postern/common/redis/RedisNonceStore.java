package dev.postern.common.redis;

import dev.postern.common.auth.SignatureWindow;
import dev.postern.common.secret.Digests;
import dev.postern.common.settings.GuardConfig;
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
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/**
 * Nonces in Redis, in {@value #SHARDS} shards that a cluster may spread over its nodes.
 *
 * <p>A shard has an epoch: the server's replication id, which changes at each start and each
 * promotion, its count of evicted keys, and the time by the server's clock when both were first
 * seen. If one of them differs, or the clock was set back, nonces may be missing, and a new epoch
 * begins. A request may then be a replay of one accepted in an earlier epoch. It is not, if its
 * timestamp is later than any that could be accepted before, or if its secret was announced in this
 * epoch, before anyone had it. Only the server's clock counts. One script reads and writes epoch
 * and nonce, with keys in one slot, so that nothing is lost between the two.
 */
@Singleton
@DefaultBean
class RedisNonceStore implements NonceStore, NewSecrets {
  private static final int SHARDS = 16;
  private static final int KEY_BYTES = 16;
  private static final String PREFIX = "postern:nonce:{n";

  /**
   * How far the clocks of Redis and of verifiers may differ, and how long an isolated master may
   * accept writes: longer than the default of {@code min-replicas-max-lag}.
   */
  private static final Duration SLACK = Duration.ofSeconds(11);

  /** Independent of the window of this process: others may have a wider one. */
  private static final Duration WIDEST = SignatureWindow.WIDEST.plus(SLACK);

  /** Times in milliseconds. */
  private static final String SCRIPT =
      """
      local time = redis.call('TIME')
      local now = time[1] * 1000 + math.floor(time[2] / 1000)
      local mark = string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)') .. ' '
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
        local left = string.format('%d', stamp + widest + slack - now + 1)
        if not redis.call('SET', KEYS[3], '1', 'NX', 'PX', left) then
          return 'REPLAYED'
        end
      end
      return 'FRESH'
      """;

  /** Redis knows the script by this once it has run it, so it is not sent each time. */
  private static final String SCRIPT_SHA1 = sha1(SCRIPT);

  private final Redis redis;
  private final Duration timeout;
  private final SignatureWindow window;
  private final LongSupplier nanoTime;
  private final long startedAt;

  @Inject
  RedisNonceStore(Redis redis, SignatureWindow window, GuardConfig config) {
    this(redis, window, config.guard().dependencyTimeout(), System::nanoTime);
  }

  RedisNonceStore(Redis redis, SignatureWindow window, Duration timeout, LongSupplier nanoTime) {
    this.redis = redis;
    this.window = window;
    this.timeout = timeout;
    this.nanoTime = nanoTime;
    this.startedAt = nanoTime.getAsLong();
  }

  @Override
  public Uni<Answer> use(Claim claim) {
    byte[] digest = sha256(claim.keyId() + ":" + claim.nonce());
    int shard = digest[0] & (SHARDS - 1);
    List<String> keys =
        List.of(birth(shard, claim.keyId(), claim.secretCreatedAt()), key(shard, digest));
    return run(
            "use",
            shard,
            keys,
            claim.timestamp() * 1_000,
            window.past().plus(SLACK).toMillis(),
            window.ahead().plus(SLACK).toMillis(),
            aheadBefore().toMillis())
        .map(answer -> Answer.valueOf(answer.toString()));
  }

  /** Makes sure that each shard has an epoch. */
  Uni<Void> ensureEpochs() {
    return inEachShard(shard -> run("ensure", shard, List.of()));
  }

  @Override
  public Uni<Void> announce(String keyId, Instant createdAt) {
    return inEachShard(shard -> run("announce", shard, List.of(birth(shard, keyId, createdAt))));
  }

  /**
   * How far ahead of time a request accepted before a loss may be stamped. Shortly after a start,
   * the window before that start may have been wider.
   */
  private Duration aheadBefore() {
    boolean isOld = nanoTime.getAsLong() - startedAt > WIDEST.toNanos();
    return isOld ? window.ahead().plus(SLACK) : WIDEST;
  }

  private Uni<Void> inEachShard(IntFunction<Uni<Response>> script) {
    return Multi.createFrom()
        .range(0, SHARDS)
        .onItem()
        .transformToUniAndMerge(script::apply)
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Response> run(String step, int shard, List<String> keys, long... more) {
    return redis
        .send(script(Command.EVALSHA, SCRIPT_SHA1, step, shard, keys, more))
        .onFailure(RedisNonceStore::isUnknownScript)
        .recoverWithUni(() -> redis.send(script(Command.EVAL, SCRIPT, step, shard, keys, more)))
        .ifNoItem()
        .after(timeout)
        .fail();
  }

  /** Redis was restarted, or its scripts were flushed. */
  private static boolean isUnknownScript(Throwable failure) {
    return failure.getMessage() != null && failure.getMessage().startsWith("NOSCRIPT");
  }

  private static Request script(
      Command command, String script, String step, int shard, List<String> keys, long... more) {
    Request request =
        Request.cmd(command).arg(script).arg(keys.size() + 1).arg(PREFIX + shard + "}:epoch");
    keys.forEach(request::arg);
    request.arg(step).arg(SLACK.toMillis()).arg(WIDEST.toMillis());
    for (long argument : more) {
      request.arg(argument);
    }
    return request;
  }

  private static String birth(int shard, String keyId, Instant secretCreatedAt) {
    return key(shard, sha256("born:" + keyId + ":" + secretCreatedAt.toEpochMilli()));
  }

  /** Key and nonce in 128 bits: a third of the memory, and collisions are as unlikely. */
  private static String key(int shard, byte[] digest) {
    byte[] start = Arrays.copyOf(digest, KEY_BYTES);
    return PREFIX + shard + "}:" + Base64.getUrlEncoder().withoutPadding().encodeToString(start);
  }

  private static byte[] sha256(String text) {
    return Digests.sha256(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** In hexadecimal: a name, not a protection. */
  private static String sha1(String text) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      return HexFormat.of().formatHex(sha1.digest(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-1", impossible);
    }
  }
}
