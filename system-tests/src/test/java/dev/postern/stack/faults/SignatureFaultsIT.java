package dev.postern.stack.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.Await;
import dev.postern.testkit.Faults;
import dev.postern.testkit.HmacClient;
import dev.postern.testkit.HmacClient.Message;
import dev.postern.testkit.Http;
import dev.postern.testkit.Management;
import dev.postern.testkit.Paused;
import dev.postern.testkit.Person;
import dev.postern.testkit.RedisProcess;
import dev.postern.testkit.TestStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Threat 21: whatever Redis loses, no request is let in twice. */
@Faults
class SignatureFaultsIT {
  private static final Message GET_PROFILE = Message.getProfile();
  private static final Duration RECOVERY = Duration.ofSeconds(3);
  private static final long SOON_MILLIS = 600;
  private final HmacClient client = HmacClient.create("profile:read");
  private final String customer = Person.create().token();
  private final List<String[]> used = new ArrayList<>();

  /** Requests let in, one stamped now, and one by a clock that is ahead. */
  private void useSome() {
    for (long ahead : new long[] {0, 299}) {
      String timestamp = "" + (Long.parseLong(HmacClient.now()) + ahead);
      String[] headers =
          client.sign(HmacClient.authority(0), GET_PROFILE, timestamp, HmacClient.nonce());
      assertThat(client.send(0, GET_PROFILE, customer, headers).status()).isEqualTo(200);
      used.add(headers);
    }
  }

  private void assertNoSecondTime() {
    for (String[] headers : used) {
      Http.Answer answer = client.send(0, GET_PROFILE, customer, headers);
      assertThat(answer.status()).as(answer.body()).isIn(401, 503);
    }
  }

  private void assertForgottenUntilThen() {
    assertNoSecondTime();
    Http.Answer fresh = client.send(0, GET_PROFILE, customer);
    assertThat(fresh.status()).as(fresh.body()).isEqualTo(503);
    assertThat(fresh.reason()).isEqualTo("nonces_forgotten");
    assertThat(fresh.header("Retry-After")).isNotEmpty();
  }

  private static void awaitEpochs() {
    Await.until(
        "the epochs have begun",
        RECOVERY,
        () -> RedisProcess.command("EXISTS postern:nonce:{n15}:epoch").equals(":1"));
  }

  /** A key created after the loss is accepted at once. */
  private void assertNewKeysAreLetIn() {
    awaitEpochs();
    HmacClient another = HmacClient.create("profile:read");
    for (int replica = 0; replica < TestStack.REPLICAS; replica++) {
      Http.Answer answer = another.send(replica, GET_PROFILE, customer);
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }
    assertNoSecondTime();
  }

  @AfterEach
  void redisIsWell() {
    Management.awaitRecovery(RECOVERY);
    awaitEpochs();
  }

  @Test
  void threat21FlushedNoRequestIsLetInTwice() throws Exception {
    useSome();
    assertThat(RedisProcess.command("FLUSHALL")).isEqualTo("+OK");

    assertForgottenUntilThen();
    assertNewKeysAreLetIn();
  }

  @Test
  void threat21KilledAndRestartedEmptyNoRequestIsLetInTwice() throws Exception {
    useSome();
    RedisProcess.kill();
    try {
      long begun = System.nanoTime();
      Http.Answer answer = client.send(0, GET_PROFILE, customer);
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.reason()).isEqualTo("dependency_unavailable");
      assertThat((System.nanoTime() - begun) / 1_000_000).isLessThan(SOON_MILLIS);
      assertNoSecondTime();
    } finally {
      RedisProcess.startEmpty();
    }
    Management.awaitRecovery(RECOVERY);
    awaitEpochs();

    assertForgottenUntilThen();
    assertNewKeysAreLetIn();
  }

  @Test
  void threat21PausedSignedRequestsAreRefusedSoon() throws Exception {
    useSome();
    try (Paused redis = new Paused(RedisProcess.pid())) {
      long begun = System.nanoTime();
      assertThat(client.send(0, GET_PROFILE, customer).status()).isEqualTo(503);
      assertThat((System.nanoTime() - begun) / 1_000_000).isLessThan(SOON_MILLIS);
    }
    Management.awaitRecovery(RECOVERY);
    assertNoSecondTime();
  }

  /** A Redis that evicts may have evicted nonces, so any eviction counts as a loss. */
  @Test
  void threat21EvictingNoRequestIsLetInTwice() throws Exception {
    useSome();
    RedisProcess.set("maxmemory-policy", "allkeys-random");
    try {
      RedisProcess.set("maxmemory", "1");
      RedisProcess.command("SET some thing");
      RedisProcess.set("maxmemory", "64mb");

      assertForgottenUntilThen();
    } finally {
      RedisProcess.set("maxmemory", "64mb");
      RedisProcess.set("maxmemory-policy", "noeviction");
    }
    assertNewKeysAreLetIn();
  }

  @Test
  void threat21OneEpochGoneNoRequestIsLetInTwice() throws Exception {
    useSome();
    for (int shard = 0; shard < 16; shard++) {
      RedisProcess.command("DEL postern:nonce:{n%d}:epoch".formatted(shard));
    }

    assertForgottenUntilThen();
    assertNewKeysAreLetIn();
  }
}
