package dev.postern.common.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.common.auth.SignatureWindow;
import dev.postern.common.signature.NonceStore.Answer;
import dev.postern.common.signature.NonceStore.Claim;
import dev.postern.common.transport.event.RedisProcess;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Threat 21, on a real Redis, by itself and as a cluster. */
@Timeout(60)
class RedisNoncesTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final SignatureWindow WINDOW =
      new SignatureWindow(Duration.ofSeconds(300), Duration.ofSeconds(300));
  private static final Vertx VERTX = Vertx.vertx();

  /** Longer than clocks are let differ when a secret is made. */
  private static final Duration OLD = Duration.ofSeconds(1);

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

    RedisNonces nonces() {
      server.ask("FLUSHALL");
      RedisNonces nonces = new RedisNonces(redis, WINDOW, TIMEOUT);
      nonces.begin().await().atMost(TIMEOUT);
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

  private static Claim claim(long ahead, Instant secretCreatedAt) {
    return new Claim(
        "key-1", UUID.randomUUID().toString(), now().getEpochSecond() + ahead, secretCreatedAt);
  }

  /** By a secret that was made after the epochs had begun. */
  private static Claim young(long ahead) {
    return claim(ahead, now().plus(OLD));
  }

  private static Answer use(RedisNonces nonces, Claim claim) {
    return nonces.use(claim).await().atMost(TIMEOUT);
  }

  @ParameterizedTest
  @EnumSource
  void nonceIsFreshOnceUnderEachKey(Form form) {
    RedisNonces nonces = form.nonces();
    Claim claim = young(0);
    Claim others = new Claim("key-2", claim.nonce(), claim.timestamp(), claim.secretCreatedAt());

    assertThat(use(nonces, claim)).isEqualTo(Answer.FRESH);
    assertThat(use(nonces, claim)).isEqualTo(Answer.REPLAYED);
    assertThat(use(nonces, others)).isEqualTo(Answer.FRESH);
  }

  @ParameterizedTest
  @EnumSource
  void isRememberedAsLongAsTheTimestampCanBeTaken(Form form) {
    RedisNonces nonces = form.nonces();
    form.server.ask("FLUSHALL");
    assertThat(use(nonces, young(300))).isEqualTo(Answer.FRESH);

    String millis =
        form.server.ask(
            "EVAL",
            "for _, k in ipairs(redis.call('KEYS', '*')) do"
                + " local t = redis.call('PTTL', k)"
                + " if t > 0 then return t end end",
            "0");
    assertThat(Long.parseLong(millis.substring(1))).isBetween(600_000L, 612_000L);
  }

  @ParameterizedTest
  @EnumSource
  void byTheClockOfRedisNothingOutsideOfTheWindowIsTaken(Form form) {
    RedisNonces nonces = form.nonces();

    assertThat(use(nonces, young(-300))).isEqualTo(Answer.FRESH);
    assertThat(use(nonces, young(300))).isEqualTo(Answer.FRESH);
    assertThat(use(nonces, young(-320))).isEqualTo(Answer.OUT_OF_WINDOW);
    assertThat(use(nonces, young(320))).isEqualTo(Answer.OUT_OF_WINDOW);
  }

  @ParameterizedTest
  @EnumSource
  void threat21AfterALossNothingIsTakenThatMayHaveBeenTakenBefore(Form form) {
    RedisNonces nonces = form.nonces();
    Claim used = young(0);
    Claim early = young(300);
    assertThat(use(nonces, used)).isEqualTo(Answer.FRESH);
    assertThat(use(nonces, early)).isEqualTo(Answer.FRESH);
    RedisProcess.await(() -> now().isAfter(used.secretCreatedAt().plus(OLD)));

    form.server.ask("FLUSHALL");

    assertThat(use(nonces, used)).isEqualTo(Answer.FORGOTTEN);
    assertThat(use(nonces, early)).isEqualTo(Answer.FORGOTTEN);
    assertThat(use(nonces, claim(0, used.secretCreatedAt()))).isEqualTo(Answer.FORGOTTEN);
    nonces.begin().await().atMost(TIMEOUT);
    assertThat(use(nonces, young(0))).isEqualTo(Answer.FRESH);
    assertThat(use(nonces, used)).isEqualTo(Answer.FORGOTTEN);
  }

  @ParameterizedTest
  @EnumSource
  void threat21EpochOfAnotherRunOrWithOtherEvictionsIsNone(Form form) {
    RedisNonces nonces = form.nonces();
    Instant before = now();
    String run =
        form.server
            .ask(
                "EVAL",
                "return redis.status_reply("
                    + "string.match(redis.call('INFO', 'server'), 'run_id:(%x+)'))",
                "0")
            .substring(1);
    setEpochs(form, run + " 0 1");
    assertThat(use(nonces, claim(0, before))).as("a good one").isEqualTo(Answer.FRESH);
    for (String epoch : List.of(run + " 1 1", "x 0 1", "", run + " 0 ", run, "1")) {
      setEpochs(form, epoch);
      assertThat(use(nonces, claim(0, before))).as(epoch).isEqualTo(Answer.FORGOTTEN);
    }
  }

  private static void setEpochs(Form form, String epoch) {
    for (int shard = 0; shard < 16; shard++) {
      form.server.ask("SET", "postern:nonce:{n%d}:epoch".formatted(shard), epoch);
    }
  }

  @ParameterizedTest
  @EnumSource
  void threat21WithoutMemoryOrAnAnswerThereIsNoAnswer(Form form) {
    RedisNonces nonces = form.nonces();
    form.server.ask("CONFIG", "SET", "maxmemory", "1");
    assertThatThrownBy(() -> use(nonces, young(0))).hasMessageContaining("OOM");
    form.server.ask("CONFIG", "SET", "maxmemory", "0");
    assertThat(use(nonces, young(0))).isEqualTo(Answer.FRESH);
    RedisNonces hasty = new RedisNonces(form.redis, WINDOW, Duration.ofMillis(100));
    form.server.pause();
    try {
      assertThatThrownBy(() -> use(hasty, young(0)))
          .isInstanceOf(io.smallrye.mutiny.TimeoutException.class);
    } finally {
      form.server.resume();
    }
  }
}
