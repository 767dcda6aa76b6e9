package dev.postern.stack.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.GuardedEndpoints;
import dev.postern.testkit.OAuth;
import dev.postern.testkit.Operator;
import dev.postern.testkit.Person;
import dev.postern.testkit.TestStack;
import dev.postern.testkit.Vendor;
import dev.postern.testkit.Watch;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Threat 12: a call that goes on ends within a second of the revocation of one of its credentials,
 * at every replica.
 */
class WatchRevocationIT {
  private final Vendor vendor = Vendor.refreshing("profile:read");
  private final Person customer = Person.create();
  private final String customerToken = customer.token();

  private GuardedEndpoints.Caller caller() {
    return new GuardedEndpoints.Caller(vendor, OAuth.access(OAuth.token(0, vendor)), customerToken);
  }

  private static void assertEndsBy(Watch watch, String reason, long revokedNanos) {
    Watch.End end = watch.awaitEnd();
    assertThat(end.refusal().getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(end.reason()).isEqualTo(reason);
    assertThat(Duration.ofNanos(end.nanos() - revokedNanos))
        .isLessThan(GuardedEndpoints.REVOKED_WITHIN);
  }

  private static void endEverywhere(GuardedEndpoints.Caller caller, Runnable entry, String reason) {
    List<Watch> watches = new ArrayList<>();
    try {
      for (int replica = 0; replica < TestStack.REPLICAS; replica++) {
        watches.add(Watch.begin(replica, caller));
      }
      assertThat(watches).noneMatch(Watch::isOver).allMatch(watch -> watch.profiles().size() == 1);
      entry.run();
      long revoked = System.nanoTime();
      watches.forEach(watch -> assertEndsBy(watch, reason, revoked));
    } finally {
      watches.forEach(Watch::close);
    }
  }

  @Test
  void threat12AWatchEndsWhenItsAccessTokenIsRevoked() {
    GuardedEndpoints.Caller caller = caller();
    endEverywhere(
        caller,
        () -> assertThat(OAuth.revoke(1, vendor, caller.accessToken()).status()).isEqualTo(200),
        "bearer_revoked");
  }

  @Test
  void threat12AWatchEndsWhenItsCustomerIsRevoked() {
    String victim = Person.create().token();
    endEverywhere(
        new GuardedEndpoints.Caller(vendor, caller().accessToken(), victim),
        () -> revoke("subject", OAuth.claim(victim, "sub")),
        "customer_token_revoked");
  }

  @Test
  void threat12AWatchEndsWhenItsClientIsRevoked() {
    endEverywhere(caller(), () -> revoke("client", vendor.id()), "bearer_revoked");
  }

  @Test
  void threat12AWatchEndsWhenItsApiKeyIsRevoked() {
    endEverywhere(
        caller(),
        () ->
            assertThat(
                    Operator.send(
                            2, "DELETE", "/admin/v1/api-keys/" + OAuth.id(vendor.apiKey()), "")
                        .status())
                .isEqualTo(204),
        "api_key_invalid");
  }

  private static void revoke(String kind, String id) {
    assertThat(
            Operator.send(
                    0, "POST", "/admin/v1/events", Operator.json(Map.of("kind", kind, "id", id)))
                .status())
        .isEqualTo(201);
  }
}
