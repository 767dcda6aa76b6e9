package dev.postern.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.GuardedEndpoints;
import dev.postern.testkit.Http;
import dev.postern.testkit.OAuth;
import dev.postern.testkit.Operator;
import dev.postern.testkit.Person;
import dev.postern.testkit.Sql;
import dev.postern.testkit.TestStack;
import dev.postern.testkit.Vendor;
import dev.postern.testkit.Watch;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A call that goes on is ended when one of its credentials dies: within a second of the answer to
 * the revocation, at every replica, and soon after the credential has expired.
 */
class WatchProfileIT {
  /** A watch is asked four times a second whether it may go on. */
  private static final Duration SOON_AFTER_EXPIRY = Duration.ofSeconds(2);

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
  void aWatchGivesTheProfileAtOnceAndGoesOn() {
    try (Watch watch = Watch.begin(0, caller())) {
      assertThat(watch.profiles().getFirst().getCustomerId()).isEqualTo(customer.customerId());
      assertThat(watch.isOver()).isFalse();
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

  /** A token never outlives its family: one of a family that is nearly over is short. */
  @Test
  void aWatchEndsWhenItsAccessTokenExpires() throws Exception {
    Http.Answer granted = OAuth.token(0, vendor);
    Sql.execute(
        "UPDATE refresh_family SET expires_at = now() + interval '4 seconds' WHERE id = '%s'"
            .formatted(OAuth.claim(OAuth.access(granted), "sid")));
    String brief = OAuth.access(OAuth.refresh(1, vendor, OAuth.refreshToken(granted)));
    Instant end = Instant.ofEpochSecond(Long.parseLong(OAuth.claim(brief, "exp")));

    try (Watch watch = Watch.begin(0, new GuardedEndpoints.Caller(vendor, brief, customerToken))) {
      assertThat(watch.profiles()).hasSize(1);
      assertThat(watch.awaitEnd().reason()).isEqualTo("bearer_expired");
      assertThat(Instant.now()).isBetween(end, end.plus(SOON_AFTER_EXPIRY));
    }
  }

  @Test
  void aWatchEndsWhenItsApiKeyExpires() {
    Instant end = Instant.now().plusSeconds(3);
    String key =
        Operator.make(
                "/admin/v1/api-keys",
                Map.of("client_id", vendor.id(), "label", "brief", "expires_at", end.toString()))
            .get("key")
            .asText();
    Vendor brief = new Vendor(vendor.id(), vendor.secret(), key);

    try (Watch watch =
        Watch.begin(1, new GuardedEndpoints.Caller(brief, caller().accessToken(), customerToken))) {
      assertThat(watch.profiles()).hasSize(1);
      assertThat(watch.awaitEnd().reason()).isEqualTo("api_key_invalid");
      assertThat(Instant.now()).isBetween(end, end.plus(SOON_AFTER_EXPIRY));
    }
  }

  @Test
  void aWatchWithDeadCredentialsNeverBegins() {
    GuardedEndpoints.Caller caller = caller();
    OAuth.revoke(0, vendor, caller.accessToken(), "wait", "applied");
    try (Watch watch = Watch.begin(2, caller)) {
      assertThat(watch.profiles()).isEmpty();
      assertThat(watch.awaitEnd().reason()).isEqualTo("bearer_revoked");
    }
  }
}
