package dev.postern.profile.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.GuardedEndpoints;
import dev.postern.testkit.Http;
import dev.postern.testkit.OAuth;
import dev.postern.testkit.ProfileOwner;
import dev.postern.testkit.Sql;
import dev.postern.testkit.Vendor;
import dev.postern.testkit.Watch;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A call that goes on: it ends soon after one of its credentials has expired. */
class WatchProfileIT {
  /** A watch is asked four times a second whether it may go on. */
  private static final Duration SOON_AFTER_EXPIRY = Duration.ofSeconds(2);

  private final Vendor vendor = Vendor.refreshing("profile:read");
  private final ProfileOwner customer = ProfileOwner.create();
  private final String customerToken = customer.token();

  private GuardedEndpoints.Caller caller() {
    return new GuardedEndpoints.Caller(vendor, OAuth.access(OAuth.token(vendor)), customerToken);
  }

  @Test
  void aWatchGivesTheProfileAtOnceAndGoesOn() {
    try (Watch watch = Watch.begin(0, caller())) {
      assertThat(watch.profiles().getFirst().getCustomerId()).isEqualTo(customer.customerId());
      assertThat(watch.isOver()).isFalse();
    }
  }

  /** A token never outlives its family: one of a family that is nearly over is short. */
  @Test
  void aWatchEndsWhenItsAccessTokenExpires() throws Exception {
    Http.Answer granted = OAuth.token(vendor);
    Sql.execute(
        "UPDATE refresh_family SET expires_at = now() + interval '4 seconds' WHERE id = '%s'"
            .formatted(OAuth.claim(OAuth.access(granted), "sid")));
    String brief = OAuth.access(OAuth.refresh(vendor, OAuth.refreshToken(granted)));
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
    Vendor brief = vendor.withKeyUntil(end);

    try (Watch watch =
        Watch.begin(0, new GuardedEndpoints.Caller(brief, caller().accessToken(), customerToken))) {
      assertThat(watch.profiles()).hasSize(1);
      assertThat(watch.awaitEnd().reason()).isEqualTo("api_key_invalid");
      assertThat(Instant.now()).isBetween(end, end.plus(SOON_AFTER_EXPIRY));
    }
  }

  @Test
  void aWatchWithDeadCredentialsNeverBegins() {
    GuardedEndpoints.Caller caller = caller();
    OAuth.revoke(vendor, caller.accessToken(), "wait", "applied");
    try (Watch watch = Watch.begin(0, caller)) {
      assertThat(watch.profiles()).isEmpty();
      assertThat(watch.awaitEnd().reason()).isEqualTo("bearer_revoked");
    }
  }
}
