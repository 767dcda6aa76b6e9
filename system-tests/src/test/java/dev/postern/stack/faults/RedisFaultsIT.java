package dev.postern.stack.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.Await;
import dev.postern.testkit.Faults;
import dev.postern.testkit.GuardedEndpoints;
import dev.postern.testkit.Management;
import dev.postern.testkit.OAuth;
import dev.postern.testkit.Paused;
import dev.postern.testkit.Person;
import dev.postern.testkit.RedisProcess;
import dev.postern.testkit.Vendor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Threat 42: Redis may stand still, die, be emptied or be full. Revocations go on to arrive within
 * a second, over gRPC, and nothing that was revoked comes to life again.
 */
@Faults
class RedisFaultsIT {
  private static final Duration RECOVERY = Duration.ofSeconds(2);

  /** How long a fault is given to be noticed, so that both sides of noticing are tried. */
  private static final Duration NOTICED = Duration.ofSeconds(1);

  private final Vendor vendor = Vendor.refreshing(GuardedEndpoints.SCOPES);
  private final String customerToken = Person.create().token();
  private final List<GuardedEndpoints.Caller> dead = new CopyOnWriteArrayList<>();

  private GuardedEndpoints.Caller live() {
    String token = OAuth.access(OAuth.token(0, vendor));
    return new GuardedEndpoints.Caller(vendor, token, customerToken);
  }

  /** The token was issued and accepted before the fault. */
  private void revoke(int replica, GuardedEndpoints.Caller caller) {
    assertThat(OAuth.revoke(replica, vendor, caller.accessToken()).status()).isEqualTo(200);
    dead.add(caller);
    GuardedEndpoints.assertRefused(GuardedEndpoints.all(), caller, "bearer_revoked");
  }

  /** One at once, and one when the fault has been noticed. */
  private void revokeTwice(GuardedEndpoints.Caller first, GuardedEndpoints.Caller second)
      throws InterruptedException {
    revoke(1, first);
    Thread.sleep(NOTICED);
    revoke(2, second);
    GuardedEndpoints.assertAllowed(GuardedEndpoints.all(), live());
  }

  private static void assertStreamIsWritten() {
    Await.until(
        "heartbeats in Redis",
        RECOVERY,
        () -> !RedisProcess.command("XLEN postern:events").equals(":0"));
  }

  /** After each fault, revoked tokens stay revoked, and revocations still take effect. */
  @AfterEach
  void revokedTokensStayRefusedAfterRecovery() {
    Management.awaitRecovery(RECOVERY);
    assertStreamIsWritten();
    dead.forEach(
        caller ->
            GuardedEndpoints.assertRefusedNow(GuardedEndpoints.all(), caller, "bearer_revoked"));
    GuardedEndpoints.Caller another = live();
    GuardedEndpoints.assertAllowed(GuardedEndpoints.all(), another);
    revoke(0, another);
  }

  @Test
  void threat42PausedRevocationsArriveOverGrpc() throws Exception {
    GuardedEndpoints.Caller first = live();
    GuardedEndpoints.Caller second = live();
    GuardedEndpoints.assertAllowed(GuardedEndpoints.all(), first);
    try (Paused redis = new Paused(RedisProcess.pid())) {
      revokeTwice(first, second);
    }
  }

  @Test
  void threat42KilledAndRestartedEmptyARevokedTokenStaysRefusedByAllNine() throws Exception {
    GuardedEndpoints.Caller before = live();
    GuardedEndpoints.Caller first = live();
    GuardedEndpoints.Caller second = live();
    revoke(0, before);
    RedisProcess.kill();
    try {
      revokeTwice(first, second);
    } finally {
      RedisProcess.startEmpty();
    }
    Management.awaitRecovery(RECOVERY);
  }

  @Test
  void threat42FlushedRevocationsGoOnAndOldOnesHold() throws Exception {
    GuardedEndpoints.Caller before = live();
    GuardedEndpoints.Caller first = live();
    GuardedEndpoints.Caller second = live();
    revoke(2, before);
    assertThat(RedisProcess.command("FLUSHALL")).isEqualTo("+OK");
    revokeTwice(first, second);
    assertThat(RedisProcess.command("DEL postern:events")).isEqualTo(":1");
  }

  @Test
  void threat42SlowRevocationsArriveOverGrpc() throws Exception {
    GuardedEndpoints.Caller first = live();
    GuardedEndpoints.Caller second = live();
    assertThat(RedisProcess.command("CLIENT PAUSE 4000 ALL")).isEqualTo("+OK");
    revokeTwice(first, second);
    assertThat(RedisProcess.command("PING")).as("when the pause is over").isEqualTo("+PONG");
  }

  @Test
  void threat42OutOfMemoryRevocationsArriveOverGrpc() throws Exception {
    GuardedEndpoints.Caller first = live();
    GuardedEndpoints.Caller second = live();
    RedisProcess.set("maxmemory", "1");
    try {
      assertThat(RedisProcess.command("SET some thing")).startsWith("-OOM");
      revokeTwice(first, second);
    } finally {
      RedisProcess.set("maxmemory", "64mb");
    }
  }

  @Test
  void threat42WithAnEvictingPolicyNoServiceIsReadyAndRevocationsStillArrive() throws Exception {
    GuardedEndpoints.Caller first = live();
    GuardedEndpoints.Caller second = live();
    RedisProcess.set("maxmemory-policy", "allkeys-lru");
    try {
      Await.until(
          "none of the nine is ready",
          RECOVERY,
          () -> Management.everywhere((service, r) -> !Management.isReady(service, r)));
      revokeTwice(first, second);
    } finally {
      RedisProcess.set("maxmemory-policy", "noeviction");
    }
  }
}
