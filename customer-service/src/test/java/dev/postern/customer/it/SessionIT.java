package dev.postern.customer.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.stack.Service;
import dev.postern.testkit.Await;
import dev.postern.testkit.Browser;
import dev.postern.testkit.Dsquares;
import dev.postern.testkit.GuardedEndpoints;
import dev.postern.testkit.Http;
import dev.postern.testkit.OAuth;
import dev.postern.testkit.Person;
import dev.postern.testkit.Vendor;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A login carried on by a cookie: what it gives access to, and what it does not. */
class SessionIT {
  private static final Duration SOON = Duration.ofSeconds(1);
  private final Person customer = Person.create();
  private final Vendor vendor = Vendor.create(GuardedEndpoints.SCOPES);

  @Test
  void cookieIsSetAsTheContractHasItAndTheBodyHoldsNoToken() {
    Http.Answer login = Browser.loginAnswer(0, customer, "web");

    assertThat(login.status()).isEqualTo(200);
    assertThat(login.header("set-cookie"))
        .matches("__Host-postern=[A-Za-z0-9_-]+; Path=/; Secure; HttpOnly; SameSite=Lax");
    assertThat(login.header("cache-control")).isEqualTo("no-store");
    assertThat(login.json().has("JWT")).isFalse();
    assertThat(login.json().path("issued_at").isTextual()).isTrue();
    assertThat(login.json().path("customer_id").asText()).isEqualTo(customer.customerId());
  }

  @Test
  void cookieIsTradedForATokenAndTheContextOpensTheProfile() {
    Browser browser = Browser.login(0, customer);

    JsonNode token = browser.post(0, "/session/token", "").json();
    JsonNode context = browser.get(0, "/channels/web/context?refresh=true").json();

    assertThat(token.path("customer_id").asText()).isEqualTo(customer.customerId());
    assertThat(context.path("CustomerId").asText()).isEqualTo(customer.customerId());
    assertThat(context.path("Auth").path("Body").path("token_expiry").asText()).matches("[0-9]+");
    for (String jwt :
        new String[] {token.path("JWT").asText(), context.path("Auth").path("Token").asText()}) {
      assertThat(vendor.getProfile(OAuth.access(OAuth.token(vendor)), jwt).status()).isEqualTo(200);
    }
  }

  @Test
  void theSamePersonInEveryChannel() {
    for (String channel : new String[] {"web", "ios", "android"}) {
      JsonNode login =
          Http.form(
                  Service.CUSTOMER,
                  "/customer_authenticate",
                  Map.of(
                      "username", customer.username(),
                      "password", customer.password(),
                      "channel", channel))
              .json();
      String jwt = login.path("JWT").asText();
      JsonNode kept = ChannelContext.get(channel, false, "customer-auth", "JWT " + jwt);
      JsonNode fresh = ChannelContext.get(channel, true, "Authorization", "Bearer " + jwt);

      assertThat(login.path("customer_id").asText()).isEqualTo(customer.customerId());
      assertThat(kept.path("CustomerId").asText()).isEqualTo(customer.customerId());
      assertThat(kept.path("Auth").path("Token").asText()).isEqualTo(jwt);
      assertThat(fresh.path("Auth").path("Token").asText()).isNotEqualTo(jwt);
      assertThat(OAuth.claim(fresh.path("Auth").path("Token").asText(), "channel"))
          .isEqualTo(channel);
      assertThat(OAuth.claim(fresh.path("Auth").path("Token").asText(), "sub"))
          .isEqualTo(customer.customerId());
    }
  }

  @Test
  void aLoginReplacesTheCookieThatCameWithIt() {
    Browser first = Browser.login(0, customer);
    String jwt = first.post(0, "/session/token", "").json().path("JWT").asText();

    Browser second = first.loginAgain(0, customer);

    assertThat(second.cookie()).isNotEqualTo(first.cookie());
    assertThat(first.get(0, "/session").status()).isEqualTo(401);
    assertThat(second.get(0, "/session").status()).isEqualTo(200);
    String systemToken = OAuth.access(OAuth.token(vendor));
    Await.until(
        "its token is dead, too",
        SOON,
        () -> vendor.getProfile(systemToken, jwt).reason().equals("customer_token_revoked"));
  }

  @Test
  void anotherCustomersSessionIsNotThere() {
    Browser mine = Browser.login(0, customer);
    Browser theirs = Browser.login(0, Person.create());

    assertThat(mine.delete(0, "/sessions/" + theirs.sessionId()).status()).isEqualTo(404);
    assertThat(theirs.get(0, "/session").status()).isEqualTo(200);
  }

  @Test
  void whatTheGuardHasNotProvenIsNeitherHandedOutNorMadeUseOf() {
    Browser browser = Browser.login(0, customer);
    String ownCookie = "__Host-postern=" + browser.cookie();

    Http.Answer context =
        Http.get(
            Service.CUSTOMER,
            "/channels/web/context",
            "Cookie",
            ownCookie,
            "Authorization",
            "Basic x");
    Http.Answer session =
        Http.get(
            Service.CUSTOMER,
            "/session",
            "Cookie",
            "__Host-postern=forged",
            "Authorization",
            "Bearer " + customer.token());

    String token = context.json().path("Auth").path("Token").asText();
    assertThat(vendor.getProfile(vendor.systemToken(), token).status()).isEqualTo(200);
    assertThat(session.status()).isEqualTo(404);
    assertThat(session.body()).doesNotContain("csrf_token");
  }

  @Test
  void onlyACookieIsTradedForATokenAndATokenForAFreshOneByItsContext() {
    Http.Answer byToken =
        Http.post(
            Service.CUSTOMER,
            "/session/token",
            Http.JSON,
            "",
            "Authorization",
            "Bearer " + customer.token());

    assertThat(byToken.status()).isEqualTo(401);
    assertThat(byToken.reason()).isEqualTo("session_missing");
    assertThat(byToken.json().path("detail").asText()).contains("__Host-postern");
  }

  @ParameterizedTest
  @ValueSource(strings = {"web/context?refresh=true", "ios/context"})
  void aLoginThatRefreshTokensCarryOnGetsNoTokenWithoutThem(String context) {
    Http.Answer login = Dsquares.login(customer);
    String bearer = "Bearer " + OAuth.access(login);

    Http.Answer fresh = Http.get(Service.CUSTOMER, "/channels/" + context, "Authorization", bearer);

    assertThat(fresh.status()).isEqualTo(403);
    assertThat(fresh.reason()).isEqualTo("refresh_token_needed");
    assertThat(
            Http.get(Service.CUSTOMER, "/channels/web/context", "Authorization", bearer).status())
        .isEqualTo(200);
  }
}
