package dev.postern.common.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.common.auth.SignatureWindow;
import dev.postern.common.signature.NonceStore.Answer;
import dev.postern.common.signature.NonceStore.Claim;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Threat 21, on a real Redis, standalone and as a cluster. */
@Timeout(60)
class RedisNonceStoreTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final SignatureWindow WINDOW =
      new SignatureWindow(Duration.ofSeconds(300), Duration.ofSeconds(300));
  private static final Vertx VERTX = Vertx.vertx();

  private static final Instant BORN = Instant.ofEpochMilli(1_800_000_000_000L);
  private static final Instant BORN_LATER = BORN.plusMillis(1);

  enum Form {
    STANDALONE,
    CLUSTER;

    private final RedisProcess server =
        name().equals("CLUSTER") ? RedisProcess.cluster() : RedisProcess.standalone();
    private final Redis redis =
        Redis.createClient(
            VERTX,
            new RedisOptions()
                .setType(RedisClientType.valueOf(name()))
                .setConnectionString(server.url()));

    RedisNonceStore nonces() {
      server.ask("FLUSHALL");
      RedisNonceStore nonces = nonces(WINDOW);
      announce(nonces, BORN);
      return nonces;
    }

    /** The store of a process that has been running for a long time. */
    private RedisNonceStore nonces(SignatureWindow window) {
      AtomicLong nanos = new AtomicLong();
      RedisNonceStore nonces = new RedisNonceStore(redis, window, TIMEOUT, nanos::get);
      nanos.addAndGet(Duration.ofHours(1).toNanos());
      return nonces;
    }
  }

  @AfterAll
  static void stop() {
    Stream.of(Form.values()).forEach(form -> form.server.close());
    VERTX.closeAndAwait();
  }

  private static Instant now() {
    return Clock.systemUTC().instant();
  }

  private static void announce(RedisNonceStore nonces, Instant secretCreatedAt) {
    nonces.announce("key-1", secretCreatedAt).await().atMost(TIMEOUT);
  }

  private static Claim claim(long ahead, Instant secretCreatedAt) {
    return new Claim(
        "key-1", UUID.randomUUID().toString(), now().getEpochSecond() + ahead, secretCreatedAt);
  }

  /** With a secret that was announced in the current epochs. */
  private static Claim young(long ahead) {
    return claim(ahead, BORN);
  }

  private static Answer use(RedisNonceStore nonces, Claim claim) {
    return nonces.use(claim).await().atMost(TIMEOUT);
  }

  @ParameterizedTest
  @EnumSource
  void acceptsNonceOnceForEachKey(Form form) {
    RedisNonceStore nonces = form.nonces();
    Claim claim = young(0);
    Claim others = new Claim("key-2", claim.nonce(), claim.timestamp(), claim.secretCreatedAt());
    nonces.announce("key-2", BORN).await().atMost(TIMEOUT);

    assertThat(use(nonces, claim)).isEqualTo(Answer.FRESH);
    assertThat(use(nonces, claim)).isEqualTo(Answer.REPLAYED);
    assertThat(use(nonces, others)).isEqualTo(Answer.FRESH);
  }

  @ParameterizedTest
  @EnumSource
  void keepsNonceAsLongAsItsTimestampIsAccepted(Form form) {
    form.nonces();
    RedisNonceStore narrow = form.nonces(new SignatureWindow(Duration.ofSeconds(1), Duration.ZERO));
    Claim claim = young(0);
    assertThat(use(narrow, claim)).isEqualTo(Answer.FRESH);

    String millis =
        form.server.ask(
            "EVAL",
            "for _, k in ipairs(redis.call('KEYS', '*')) do"
                + " if redis.call('GET', k) == '1' then return redis.call('PTTL', k) end end",
            "0");
    assertThat(Long.parseLong(millis.substring(1)))
        .as("as long as the widest window of another replica takes it, be Redis' clock put back")
        .isBetween(320_000L, 322_001L);
  }

  @ParameterizedTest
  @EnumSource
  void rejectsTimestampOutsideTheWindowByTheClockOfRedis(Form form) {
    RedisNonceStore nonces = form.nonces();

    assertThat(use(nonces, young(-300))).isEqualTo(Answer.FRESH);
    assertThat(use(nonces, young(300))).isEqualTo(Answer.FRESH);
    assertThat(use(nonces, young(-320))).isEqualTo(Answer.OUT_OF_WINDOW);
    assertThat(use(nonces, young(320))).isEqualTo(Answer.OUT_OF_WINDOW);
  }

  @ParameterizedTest
  @EnumSource
  void threat21AfterALossRejectsRequestsThatMayBeReplays(Form form) {
    RedisNonceStore nonces = form.nonces();
    Claim used = young(0);
    Claim early = young(300);
    assertThat(use(nonces, used)).isEqualTo(Answer.FRESH);
    assertThat(use(nonces, early)).isEqualTo(Answer.FRESH);

    form.server.ask("FLUSHALL");

    assertThat(use(nonces, used)).isEqualTo(Answer.FORGOTTEN);
    assertThat(use(nonces, early)).isEqualTo(Answer.FORGOTTEN);
    assertThat(use(nonces, young(0))).isEqualTo(Answer.FORGOTTEN);
    announce(nonces, BORN_LATER);
    assertThat(use(nonces, claim(0, BORN_LATER))).isEqualTo(Answer.FRESH);
    assertThat(use(nonces, young(0))).isEqualTo(Answer.FORGOTTEN);
    assertThat(use(nonces, used)).isEqualTo(Answer.FORGOTTEN);
  }

  /** Another process, or this one before its start, may have accepted later timestamps. */
  @ParameterizedTest
  @EnumSource
  void threat21ReplayIsRejectedAfterTheWindowWasMadeNarrower(Form form) {
    form.nonces();
    form.server.ask("FLUSHALL");
    SignatureWindow narrow = new SignatureWindow(Duration.ofSeconds(300), Duration.ZERO);
    RedisNonceStore started = new RedisNonceStore(form.redis, narrow, TIMEOUT, () -> 0);
    RedisNonceStore old = form.nonces(narrow);
    old.ensureEpochs().await().atMost(TIMEOUT);
    setBegun(form, now().minusSeconds(100));

    assertThat(use(old, young(0))).isEqualTo(Answer.FRESH);
    assertThat(use(started, young(0))).isEqualTo(Answer.FORGOTTEN);
  }

  @ParameterizedTest
  @EnumSource
  void threat21EpochIsVoidAfterAnotherRunOrEvictions(Form form) {
    RedisNonceStore nonces = form.nonces();
    String history = replicationId(form);
    String good = history + " 0 1 1";
    setEpochs(form, good);
    assertThat(use(nonces, young(0))).as("a good one").isEqualTo(Answer.FRESH);
    String later = " " + (now().toEpochMilli() + 60_000);
    for (String epoch :
        List.of(
            history + " 1 1 1",
            "x 0 1 1",
            "0" + history + " 0 1 1",
            history + " 0 1" + later, // the clock was put back
            history + " 0 1",
            history,
            "",
            "1")) {
      setEpochs(form, epoch);
      assertThat(use(nonces, young(0))).as(epoch).isEqualTo(Answer.FORGOTTEN);
    }
  }

  private static String replicationId(Form form) {
    return form.server
        .ask(
            "EVAL",
            "return redis.status_reply("
                + "string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)'))",
            "0")
        .substring(1);
  }

  private static void setBegun(Form form, Instant begun) {
    setEpochs(form, replicationId(form) + " 0 " + begun.toEpochMilli() + " 1");
  }

  private static void setEpochs(Form form, String epoch) {
    for (int shard = 0; shard < 16; shard++) {
      form.server.ask("SET", "postern:nonce:{n%d}:epoch".formatted(shard), epoch);
    }
  }

  @ParameterizedTest
  @EnumSource
  void sendsTheScriptAgainAfterRedisLostIt(Form form) {
    RedisNonceStore nonces = form.nonces();
    form.server.ask("SCRIPT", "FLUSH");

    assertThat(use(nonces, young(0))).isEqualTo(Answer.FRESH);
  }

  @ParameterizedTest
  @EnumSource
  void threat21FailsWhenRedisIsOutOfMemoryOrDoesNotAnswer(Form form) {
    RedisNonceStore nonces = form.nonces();
    form.server.ask("CONFIG", "SET", "maxmemory", "1");
    assertThatThrownBy(() -> use(nonces, young(0))).hasMessageContaining("OOM");
    form.server.ask("CONFIG", "SET", "maxmemory", "0");
    assertThat(use(nonces, young(0))).isEqualTo(Answer.FRESH);
    RedisNonceStore hasty =
        new RedisNonceStore(form.redis, WINDOW, Duration.ofMillis(100), () -> 0);
    form.server.pause();
    try {
      assertThatThrownBy(() -> use(hasty, young(0)))
          .isInstanceOf(io.smallrye.mutiny.TimeoutException.class);
    } finally {
      form.server.resume();
    }
  }
}
