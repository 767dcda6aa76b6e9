package dev.postern.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Threat 44: with all of auth-service gone, what is known is decided on, for so long. */
@Order(Integer.MAX_VALUE)
class AuthServiceFaultsIT {
  /** The stack's {@code postern.guard.max-staleness}, and the time to notice. */
  private static final Duration STALE_WITHIN = Duration.ofSeconds(8);

  private static final Duration RECOVERY = Duration.ofSeconds(2);
  private static final String DENIED = "policy=\"deny\"";

  private final Vendor vendor = Vendor.refreshing(GuardedEndpoints.SCOPES);
  private final StackFile.Customer customer = TestStack.customer(13);
  private final String customerToken = Vendor.customerToken(customer);

  private GuardedEndpoints.Caller live() {
    String token = OAuth.access(OAuth.token(0, vendor));
    return new GuardedEndpoints.Caller(vendor, token, customerToken);
  }

  private static double denied(int replica) {
    return Management.metric(Service.PROFILE, replica, "postern_stale_decisions_total", DENIED);
  }

  private Http.Answer login() {
    return Http.form(
        Service.CUSTOMER,
        "/customer_authenticate",
        Map.of("username", customer.username(), "password", customer.password()));
  }

  @Test
  void threat44VerificationGoesOnToMaxStalenessAndIssuingIs503() throws Exception {
    GuardedEndpoints.Caller alive = live();
    GuardedEndpoints.Caller dead = live();
    GuardedEndpoints.assertOpen(GuardedEndpoints.ofProfiles(), alive);
    OAuth.revoke(0, vendor, dead.accessToken(), "wait", "applied");
    double deniedBefore = denied(0);

    try (Paused auth = new Paused(TestStack.pids("auth"))) {
      GuardedEndpoints.assertOpen(GuardedEndpoints.ofProfiles(), alive);
      GuardedEndpoints.assertStaysShut(GuardedEndpoints.ofProfiles(), dead, "bearer_revoked");
      assertUnavailable(login());
      Await.until(
          "stale news are denied",
          STALE_WITHIN,
          () ->
              GuardedEndpoints.ofProfiles().stream()
                  .allMatch(door -> door.knock().apply(alive).equals("dependency_unavailable")));
      assertUnavailable(vendor.getProfile(alive.accessToken(), customerToken));
      assertThat(denied(0)).isGreaterThan(deniedBefore);
      GuardedEndpoints.assertStaysShut(GuardedEndpoints.ofProfiles(), dead, "bearer_revoked");
    }

    Await.until(
        "all doors open again",
        RECOVERY,
        () ->
            GuardedEndpoints.all().stream()
                .allMatch(door -> door.knock().apply(alive).equals(GuardedEndpoints.LET_IN)));
    Await.until("logins", RECOVERY, () -> login().status() == 200);
    GuardedEndpoints.assertStaysShut(GuardedEndpoints.ofProfiles(), dead, "bearer_revoked");
    OAuth.revoke(1, vendor, alive.accessToken());
    GuardedEndpoints.assertShut(GuardedEndpoints.all(), alive, "bearer_revoked");
  }

  private static void assertUnavailable(Http.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(503);
    assertThat(answer.header("retry-after")).isEqualTo("1");
  }

  @Test
  void threat44WithOneReplicaLeftRevocationsGoOn() throws Exception {
    GuardedEndpoints.Caller caller = live();
    GuardedEndpoints.assertOpen(GuardedEndpoints.all(), caller);
    long[] replicas = TestStack.pids("auth");
    try (Paused auth = new Paused(replicas[1], replicas[2])) {
      assertThat(OAuth.revoke(0, vendor, caller.accessToken()).status()).isEqualTo(200);
      GuardedEndpoints.assertShut(GuardedEndpoints.ofProfiles(), caller, "bearer_revoked");
    }
    GuardedEndpoints.assertShut(GuardedEndpoints.all(), caller, "bearer_revoked");
  }

  /** The others put the event into Redis. Nobody whose stream it was need be there. */
  @Test
  void threat44AReplicaThatStopsRightAfterItsAnswerHasRevokedAllTheSame() throws Exception {
    GuardedEndpoints.Caller caller = live();
    GuardedEndpoints.assertOpen(GuardedEndpoints.all(), caller);
    assertThat(OAuth.revoke(2, vendor, caller.accessToken()).status()).isEqualTo(200);
    try (Paused auth = new Paused(TestStack.pids("auth")[2])) {
      GuardedEndpoints.assertShut(GuardedEndpoints.ofProfiles(), caller, "bearer_revoked");
    }
  }
}
