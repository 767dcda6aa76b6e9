package dev.postern.stack.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.stack.Service;
import dev.postern.testkit.Await;
import dev.postern.testkit.Faults;
import dev.postern.testkit.GuardedEndpoints;
import dev.postern.testkit.Http;
import dev.postern.testkit.Management;
import dev.postern.testkit.OAuth;
import dev.postern.testkit.Paused;
import dev.postern.testkit.Person;
import dev.postern.testkit.TestStack;
import dev.postern.testkit.Vendor;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Threat 44: with all of auth-service gone, what is known is decided on, for so long. */
@Faults
class AuthServiceFaultsIT {
  /** The stack's {@code postern.guard.max-staleness}, and the time to notice. */
  private static final Duration STALE_WITHIN = Duration.ofSeconds(8);

  private static final Duration RECOVERY = Duration.ofSeconds(2);
  private static final String DENIED = "policy=\"deny\"";

  private final Vendor vendor = Vendor.refreshing(GuardedEndpoints.SCOPES);
  private final Person customer = Person.create();
  private final String customerToken = customer.token();

  private GuardedEndpoints.Caller live() {
    String token = OAuth.access(OAuth.token(0, vendor));
    return new GuardedEndpoints.Caller(vendor, token, customerToken);
  }

  private static double denied(int replica) {
    return Management.metric(Service.PROFILE, replica, "postern_stale_decisions_total", DENIED);
  }

  @Test
  void threat44VerificationGoesOnToMaxStalenessAndIssuingIs503() throws Exception {
    GuardedEndpoints.Caller alive = live();
    GuardedEndpoints.Caller dead = live();
    GuardedEndpoints.assertAllowed(GuardedEndpoints.ofProfiles(), alive);
    OAuth.revoke(0, vendor, dead.accessToken(), "wait", "applied");
    double deniedBefore = denied(0);

    try (Paused auth = new Paused(TestStack.pids("auth"))) {
      GuardedEndpoints.assertAllowed(GuardedEndpoints.ofProfiles(), alive);
      GuardedEndpoints.assertRefusedNow(GuardedEndpoints.ofProfiles(), dead, "bearer_revoked");
      assertUnavailable(customer.login());
      Await.until(
          "stale news are denied",
          STALE_WITHIN,
          () ->
              GuardedEndpoints.ofProfiles().stream()
                  .allMatch(
                      endpoint -> endpoint.call().apply(alive).equals("dependency_unavailable")));
      assertUnavailable(vendor.getProfile(alive.accessToken(), customerToken));
      assertThat(denied(0)).isGreaterThan(deniedBefore);
      GuardedEndpoints.assertRefusedNow(GuardedEndpoints.ofProfiles(), dead, "bearer_revoked");
    }

    Await.until(
        "all endpoints allow again",
        RECOVERY,
        () ->
            GuardedEndpoints.all().stream()
                .allMatch(
                    endpoint -> endpoint.call().apply(alive).equals(GuardedEndpoints.ALLOWED)));
    Await.until("logins", RECOVERY, () -> customer.login().status() == 200);
    GuardedEndpoints.assertRefusedNow(GuardedEndpoints.ofProfiles(), dead, "bearer_revoked");
    OAuth.revoke(1, vendor, alive.accessToken());
    GuardedEndpoints.assertRefused(GuardedEndpoints.all(), alive, "bearer_revoked");
  }

  private static void assertUnavailable(Http.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(503);
    assertThat(answer.header("retry-after")).isEqualTo("1");
  }

  @Test
  void threat44WithOneReplicaLeftRevocationsGoOn() throws Exception {
    GuardedEndpoints.Caller caller = live();
    GuardedEndpoints.assertAllowed(GuardedEndpoints.all(), caller);
    long[] replicas = TestStack.pids("auth");
    try (Paused auth = new Paused(replicas[1], replicas[2])) {
      assertThat(OAuth.revoke(0, vendor, caller.accessToken()).status()).isEqualTo(200);
      GuardedEndpoints.assertRefused(GuardedEndpoints.ofProfiles(), caller, "bearer_revoked");
    }
    GuardedEndpoints.assertRefused(GuardedEndpoints.all(), caller, "bearer_revoked");
  }

  /** The others put the event into Redis. Nobody whose stream it was need be there. */
  @Test
  void threat44AReplicaThatStopsRightAfterItsAnswerHasRevokedAllTheSame() throws Exception {
    GuardedEndpoints.Caller caller = live();
    GuardedEndpoints.assertAllowed(GuardedEndpoints.all(), caller);
    assertThat(OAuth.revoke(2, vendor, caller.accessToken()).status()).isEqualTo(200);
    try (Paused auth = new Paused(TestStack.pids("auth")[2])) {
      GuardedEndpoints.assertRefused(GuardedEndpoints.ofProfiles(), caller, "bearer_revoked");
    }
  }
}
