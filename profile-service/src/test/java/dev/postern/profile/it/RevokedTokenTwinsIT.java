package dev.postern.profile.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.GuardedEndpoints;
import dev.postern.testkit.Http;
import dev.postern.testkit.OAuth;
import dev.postern.testkit.ProfileOwner;
import dev.postern.testkit.Revocations;
import dev.postern.testkit.Vendor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Other spellings of a revoked token. */
class RevokedTokenTwinsIT {
  private static final String[] APPLIED = {"wait", "applied"};
  private static final int VERIFIERS = 2;
  private final Vendor vendor = Vendor.refreshing(GuardedEndpoints.SCOPES);
  private final ProfileOwner customer = ProfileOwner.create();
  private final String customerToken = customer.token();

  private GuardedEndpoints.Caller with(String accessToken) {
    return new GuardedEndpoints.Caller(vendor, accessToken, customerToken);
  }

  @Test
  void threat09Base64urlTwinsOfARevokedTokenAreRefused() {
    String token = OAuth.access(OAuth.token(vendor));
    Revocations.assertAppliedEverywhere(OAuth.revoke(vendor, token, APPLIED), VERIFIERS);

    List<String> twins =
        List.of(
            token + "=",
            token + "==",
            token.replace(".", "=."),
            spareBits(token),
            token.replace('-', '+').replace('_', '/') + "=",
            token + "\n",
            token + ".");
    for (String twin : twins) {
      Http.Answer answer = OAuth.introspect(vendor, twin);
      assertThat(answer.body()).isIn("{\"active\":false}", malformed(answer));
      if (!twin.endsWith("\n")) {
        GuardedEndpoints.Endpoint endpoint = GuardedEndpoints.ofProfiles().getFirst();
        assertThat(endpoint.call().apply(with(twin)))
            .isIn("bearer_invalid", "bearer_revoked", "authorization_malformed");
      }
    }
  }

  private static String malformed(Http.Answer answer) {
    return answer.status() == 400 ? answer.body() : "another answer";
  }

  /** The last character of an ES256 signature carries two bits; the other four are to spare. */
  private static String spareBits(String token) {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int last = alphabet.indexOf(token.charAt(token.length() - 1));
    return token.substring(0, token.length() - 1) + alphabet.charAt(last ^ 1);
  }
}
