package dev.postern.stack.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.Browser;
import dev.postern.testkit.GuardedEndpoints;
import dev.postern.testkit.Http;
import dev.postern.testkit.OAuth;
import dev.postern.testkit.Person;
import dev.postern.testkit.TestStack;
import dev.postern.testkit.Vendor;
import org.junit.jupiter.api.Test;

/** A session is known, and ended, at every replica. */
class SessionReplicasIT {
  private final Person customer = Person.create();
  private final Vendor vendor = Vendor.create(GuardedEndpoints.SCOPES);

  @Test
  void logoutRevokesCookieAndTokensAtEveryReplicaAtOnce() {
    Browser browser = Browser.login(0, customer);
    String jwt = browser.post(0, "/session/token", "").json().path("JWT").asText();
    GuardedEndpoints.Caller caller =
        new GuardedEndpoints.Caller(vendor, OAuth.access(OAuth.token(0, vendor)), jwt);
    GuardedEndpoints.assertAllowed(GuardedEndpoints.ofProfiles(), caller);

    Http.Answer logout = browser.post(1, "/logout", "");

    assertThat(logout.status()).isEqualTo(204);
    assertThat(logout.header("set-cookie")).startsWith("__Host-postern=;").contains("Max-Age=0");
    for (int replica = 0; replica < TestStack.REPLICAS; replica++) {
      Http.Answer answer = browser.get(replica, "/session");
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.reason()).isEqualTo("session_invalid");
    }
    GuardedEndpoints.ofProfiles()
        .forEach(
            endpoint ->
                assertThat(endpoint.call().apply(caller)).isEqualTo("customer_token_revoked"));
  }

  @Test
  void forwardedCookieOpensTheProfileUntilItsSessionEnds() {
    Browser browser = Browser.login(0, customer);
    String systemToken = OAuth.access(OAuth.token(0, vendor));
    for (int replica = 0; replica < TestStack.REPLICAS; replica++) {
      assertThat(browser.profile(replica, vendor, systemToken).status()).isEqualTo(200);
    }

    browser.post(2, "/logout", "");

    for (int replica = 0; replica < TestStack.REPLICAS; replica++) {
      Http.Answer answer = browser.profile(replica, vendor, systemToken);
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.reason()).isEqualTo("session_invalid");
    }
  }
}
