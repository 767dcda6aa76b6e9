package dev.postern.stack.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.GuardedEndpoints;
import dev.postern.testkit.Http;
import dev.postern.testkit.OAuth;
import dev.postern.testkit.Operator;
import dev.postern.testkit.Person;
import dev.postern.testkit.Revocations;
import dev.postern.testkit.TestStack;
import dev.postern.testkit.Vendor;
import org.junit.jupiter.api.Test;

/**
 * Threat 12: whatever is revoked at one replica of auth-service is refused by all nine processes
 * within a second of the answer.
 */
class RevocationIT {
  private static final String[] APPLIED = {"wait", "applied"};
  private static final int VERIFIERS = 3 * TestStack.REPLICAS;
  private final Vendor vendor = Vendor.refreshing(GuardedEndpoints.SCOPES);
  private final Person customer = Person.create();
  private final String customerToken = customer.token();

  private GuardedEndpoints.Caller with(String accessToken) {
    return new GuardedEndpoints.Caller(vendor, accessToken, customerToken);
  }

  private GuardedEndpoints.Caller opens(String accessToken) {
    GuardedEndpoints.assertAllowed(GuardedEndpoints.all(), with(accessToken));
    return with(accessToken);
  }

  private static void assertRevoked(Http.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.header("cache-control")).contains("no-store");
  }

  /** Checks the answer to a call with {@code wait=applied}. */
  private static void assertAppliedEverywhere(Http.Answer answer) {
    Revocations.assertAppliedEverywhere(answer, VERIFIERS);
  }

  @Test
  void threat12OneTokenIsRefusedByAllNineAndItsSiblingIsNot() {
    String sibling = OAuth.access(OAuth.token(0, vendor));
    GuardedEndpoints.Caller caller = opens(OAuth.access(OAuth.token(0, vendor)));

    assertRevoked(OAuth.revoke(1, vendor, caller.accessToken()));

    GuardedEndpoints.assertRefused(GuardedEndpoints.all(), caller, "bearer_revoked");
    opens(sibling);
    assertRevoked(OAuth.revoke(2, vendor, caller.accessToken()));
  }

  @Test
  void threat12AFamilyIsRefusedByAllNineAndRefreshedNoMore() {
    Http.Answer first = OAuth.token(0, vendor);
    Http.Answer second = OAuth.refresh(1, vendor, OAuth.refreshToken(first));
    GuardedEndpoints.Caller one = opens(OAuth.access(first));
    GuardedEndpoints.Caller other = opens(OAuth.access(second));

    assertRevoked(OAuth.revoke(2, vendor, OAuth.refreshToken(second)));
    long revoked = System.nanoTime();

    GuardedEndpoints.assertRefused(GuardedEndpoints.all(), one, "bearer_revoked", revoked);
    GuardedEndpoints.assertRefused(GuardedEndpoints.all(), other, "bearer_revoked", revoked);
    for (int replica = 0; replica < TestStack.REPLICAS; replica++) {
      assertThat(OAuth.refresh(replica, vendor, OAuth.refreshToken(second)).status())
          .isEqualTo(400);
    }
  }

  @Test
  void threat12ASubjectIsRefusedEverywhereAndNewTokensWork() {
    Person victim = Person.create();
    String dead = victim.token();
    String systemToken = vendor.systemToken();
    GuardedEndpoints.Caller caller = new GuardedEndpoints.Caller(vendor, systemToken, dead);
    GuardedEndpoints.assertAllowed(GuardedEndpoints.ofProfiles(), caller);

    assertAppliedEverywhere(
        Revocations.revoke(1, "subject", OAuth.claim(dead, "sub"), "?wait=applied"));

    GuardedEndpoints.assertRefused(GuardedEndpoints.ofProfiles(), caller, "customer_token_revoked");
    GuardedEndpoints.assertAllowed(GuardedEndpoints.ofProfiles(), with(systemToken));
    GuardedEndpoints.assertAllowed(
        GuardedEndpoints.ofProfiles(),
        new GuardedEndpoints.Caller(vendor, systemToken, victim.token()));
  }

  @Test
  void threat12AClientIsRefusedByAllNineAndNewTokensWork() {
    Http.Answer granted = OAuth.token(0, vendor);
    GuardedEndpoints.Caller caller = opens(OAuth.access(granted));

    assertAppliedEverywhere(
        Revocations.revoke(2, "client", vendor.id(), "?wait=applied&timeout=2000"));

    GuardedEndpoints.assertRefused(GuardedEndpoints.all(), caller, "bearer_revoked");
    assertThat(OAuth.refresh(0, vendor, OAuth.refreshToken(granted)).status()).isEqualTo(400);
    opens(OAuth.access(OAuth.token(0, vendor)));
  }

  @Test
  void threat12ADisabledClientIsRefusedByAllNineAndGetsNoTokens() {
    GuardedEndpoints.Caller caller = opens(OAuth.access(OAuth.token(0, vendor)));

    assertThat(Operator.send(1, "DELETE", "/admin/v1/clients/" + vendor.id(), "").status())
        .isEqualTo(204);

    GuardedEndpoints.assertRefused(GuardedEndpoints.all(), caller, "bearer_revoked");
    for (int replica = 0; replica < TestStack.REPLICAS; replica++) {
      assertThat(OAuth.token(replica, vendor).status()).isEqualTo(401);
    }
  }

  @Test
  void threat12AnApiKeyIsRefusedByAllWhoAskForOne() {
    GuardedEndpoints.Caller caller = opens(OAuth.access(OAuth.token(0, vendor)));

    assertAppliedEverywhere(
        Operator.send(
            2,
            "DELETE",
            "/admin/v1/api-keys/" + OAuth.id(vendor.apiKey()) + "?wait=applied&timeout=2000",
            ""));

    GuardedEndpoints.assertRefused(GuardedEndpoints.ofProfiles(), caller, "api_key_invalid");
    GuardedEndpoints.assertAllowed(GuardedEndpoints.ofAuth(), caller);
  }

  @Test
  void threat12AClientSecretIsRefusedByEveryReplicaAtOnce() {
    for (int replica = 0; replica < TestStack.REPLICAS; replica++) {
      assertThat(OAuth.token(replica, vendor).status()).as("now remembered").isEqualTo(200);
    }
    String secret = "/secrets/" + OAuth.id(vendor.secret());

    assertAppliedEverywhere(
        Operator.send(
            1, "DELETE", "/admin/v1/clients/" + vendor.id() + secret + "?wait=applied", ""));

    for (int replica = 0; replica < TestStack.REPLICAS; replica++) {
      assertThat(OAuth.token(replica, vendor).status()).isEqualTo(401);
    }
  }

  @Test
  void threat12EveryKindIsConfirmedByAllNine() {
    Http.Answer granted = OAuth.token(0, vendor);
    String sid = OAuth.claim(OAuth.access(granted), "sid");
    String jti = OAuth.claim(OAuth.access(OAuth.token(1, vendor)), "jti");

    assertAppliedEverywhere(OAuth.revoke(1, vendor, OAuth.access(OAuth.token(2, vendor)), APPLIED));
    assertAppliedEverywhere(OAuth.revoke(2, vendor, OAuth.refreshToken(granted), APPLIED));
    assertAppliedEverywhere(Revocations.revoke(0, "token", jti, "?wait=applied"));
    assertAppliedEverywhere(Revocations.revoke(1, "family", sid, "?wait=applied"));
    assertAppliedEverywhere(OAuth.revoke(0, vendor, "nobody's", APPLIED));
  }
}
