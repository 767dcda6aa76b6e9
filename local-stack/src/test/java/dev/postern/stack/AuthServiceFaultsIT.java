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

  private final Vendor vendor = Vendor.refreshing(Doors.SCOPES);
  private final StackFile.Customer customer = TestStack.customer(13);
  private final String customerToken = Vendor.customerToken(customer);

  private Doors.Caller live() {
    String token = OAuth.access(OAuth.token(0, vendor));
    return new Doors.Caller(vendor, token, customerToken);
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
    Doors.Caller alive = live();
    Doors.Caller dead = live();
    Doors.assertOpen(Doors.ofProfiles(), alive);
    OAuth.revoke(0, vendor, dead.accessToken(), "wait", "applied");
    double deniedBefore = denied(0);

    try (Paused auth = new Paused(TestStack.pids("auth"))) {
      Doors.assertOpen(Doors.ofProfiles(), alive);
      Doors.assertStaysShut(Doors.ofProfiles(), dead, "bearer_revoked");
      assertUnavailable(login());
      Await.until(
          "stale news are denied",
          STALE_WITHIN,
          () ->
              Doors.ofProfiles().stream()
                  .allMatch(door -> door.knock().apply(alive).equals("dependency_unavailable")));
      assertUnavailable(vendor.getProfile(alive.accessToken(), customerToken));
      assertThat(denied(0)).isGreaterThan(deniedBefore);
      Doors.assertStaysShut(Doors.ofProfiles(), dead, "bearer_revoked");
    }

    Await.until(
        "all doors open again",
        RECOVERY,
        () ->
            Doors.all().stream().allMatch(door -> door.knock().apply(alive).equals(Doors.LET_IN)));
    Await.until("logins", RECOVERY, () -> login().status() == 200);
    Doors.assertStaysShut(Doors.ofProfiles(), dead, "bearer_revoked");
    OAuth.revoke(1, vendor, alive.accessToken());
    Doors.assertShut(Doors.all(), alive, "bearer_revoked");
  }

  private static void assertUnavailable(Http.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(503);
    assertThat(answer.header("retry-after")).isEqualTo("1");
  }

  @Test
  void threat44WithOneReplicaLeftRevocationsGoOn() throws Exception {
    Doors.Caller caller = live();
    Doors.assertOpen(Doors.all(), caller);
    long[] replicas = TestStack.pids("auth");
    try (Paused auth = new Paused(replicas[1], replicas[2])) {
      assertThat(OAuth.revoke(0, vendor, caller.accessToken()).status()).isEqualTo(200);
      Doors.assertShut(Doors.ofProfiles(), caller, "bearer_revoked");
    }
    Doors.assertShut(Doors.all(), caller, "bearer_revoked");
  }

  /** The others put the event into Redis. Nobody whose stream it was need be there. */
  @Test
  void threat44AReplicaThatStopsRightAfterItsAnswerHasKilledAllTheSame() throws Exception {
    Doors.Caller caller = live();
    Doors.assertOpen(Doors.all(), caller);
    assertThat(OAuth.revoke(2, vendor, caller.accessToken()).status()).isEqualTo(200);
    try (Paused auth = new Paused(TestStack.pids("auth")[2])) {
      Doors.assertShut(Doors.ofProfiles(), caller, "bearer_revoked");
    }
  }
}
