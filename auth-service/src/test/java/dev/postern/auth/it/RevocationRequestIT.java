package dev.postern.auth.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.stack.Service;
import dev.postern.testkit.GuardedEndpoints;
import dev.postern.testkit.Http;
import dev.postern.testkit.OAuth;
import dev.postern.testkit.Revocations;
import dev.postern.testkit.Vendor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a caller asks to wait for a revocation (contracts §4). */
class RevocationRequestIT {
  private static final int VERIFIERS = 1;
  private final Vendor vendor = Vendor.refreshing(GuardedEndpoints.SCOPES);

  private GuardedEndpoints.Caller with(String accessToken) {
    return new GuardedEndpoints.Caller(vendor, accessToken, "");
  }

  private GuardedEndpoints.Caller opens(String accessToken) {
    GuardedEndpoints.assertAllowed(GuardedEndpoints.all(), with(accessToken));
    return with(accessToken);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wait=now",
        "wait=APPLIED",
        "wait=applied&timeout=abc",
        "wait=applied&timeout=-1",
        "wait=applied&timeout=10001",
        "wait=applied&timeout=1e3",
        "wait=applied&timeout=99999999999"
      })
  void whatIsNoWaitingIs400AndRevokesNothing(String query) {
    String token = OAuth.access(OAuth.token(vendor));
    String form = "&token=" + token + "&client_id=" + vendor.id();

    List<Http.Answer> answers =
        List.of(
            Http.post(
                Service.AUTH,
                "/oauth/revoke",
                Http.FORM,
                query + form + "&client_secret=" + vendor.secret()),
            Revocations.revoke(0, "token", OAuth.claim(token, "jti"), "?" + query));

    assertThat(answers).allMatch(answer -> answer.status() == 400);
    opens(token);
  }

  @Test
  void waitingIsAskedForInTheQueryOrInTheFormAndNotInBoth() {
    String form = "&client_id=" + vendor.id() + "&client_secret=" + vendor.secret();
    String path = "/oauth/revoke?wait=applied&timeout=2000";

    Revocations.assertAppliedEverywhere(
        Http.post(
            Service.AUTH, path, Http.FORM, "token=" + OAuth.access(OAuth.token(vendor)) + form),
        VERIFIERS);
    assertThat(Http.post(Service.AUTH, path, Http.FORM, "token=x&wait=applied" + form).status())
        .isEqualTo(400);
  }
}
