package dev.postern.auth.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.stack.Service;
import dev.postern.testkit.CustomerServiceClient;
import dev.postern.testkit.GuardedEndpoints;
import dev.postern.testkit.Http;
import dev.postern.testkit.Json;
import dev.postern.testkit.OAuth;
import dev.postern.testkit.Operator;
import dev.postern.testkit.SecurityEventLog;
import dev.postern.testkit.Vendor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Introspection (RFC 7662) and the form of revocation (RFC 7009). */
class IntrospectionIT {
  private static final String INACTIVE = "{\"active\":false}";
  private final Vendor vendor = Vendor.refreshing(GuardedEndpoints.SCOPES);
  private final Vendor stranger = Vendor.refreshing(GuardedEndpoints.SCOPES);
  private final Vendor auditor = Vendor.create("tokens:introspect");

  private GuardedEndpoints.Caller with(String accessToken) {
    return new GuardedEndpoints.Caller(vendor, accessToken, "");
  }

  @Test
  void aClientSeesItsOwnTokens() {
    Http.Answer granted = OAuth.token(vendor);
    String token = OAuth.access(granted);
    JsonNode claims = Json.claims(token);
    Http.Answer answer = OAuth.introspect(vendor, token);
    JsonNode json = answer.json();

    assertThat(answer.header("cache-control")).contains("no-store");
    assertThat(json.get("active").asBoolean()).isTrue();
    assertThat(json.get("token_type").asText()).isEqualTo("Bearer");
    for (String member : List.of("client_id", "exp", "iat", "sub", "aud", "iss", "jti", "sid")) {
      assertThat(json.get(member)).as(member).isEqualTo(claims.get(member));
    }
    assertThat(json.get("scope").asText().split(" "))
        .containsExactlyInAnyOrder(GuardedEndpoints.SCOPES);
    JsonNode refresh = OAuth.introspect(vendor, OAuth.refreshToken(granted)).json();
    assertThat(refresh.get("active").asBoolean()).isTrue();
    assertThat(refresh.get("token_type").asText()).isEqualTo("refresh_token");
    assertThat(refresh.get("sid")).isEqualTo(claims.get("sid"));
  }

  @Test
  void whatIsDeadIsNotActiveAndNoMoreIsSaidOfIt() {
    Http.Answer first = OAuth.token(vendor);
    Http.Answer second = OAuth.refresh(vendor, OAuth.refreshToken(first));

    assertThat(OAuth.introspect(vendor, OAuth.refreshToken(first)).body())
        .as("used")
        .isEqualTo(INACTIVE);
    OAuth.revoke(vendor, OAuth.refreshToken(second), "wait", "applied");
    for (Http.Answer dead : List.of(first, second)) {
      assertThat(OAuth.introspect(vendor, OAuth.refreshToken(dead)).body()).isEqualTo(INACTIVE);
      assertThat(OAuth.introspect(vendor, OAuth.access(dead)).body()).isEqualTo(INACTIVE);
    }
    for (String nothing : List.of("x", "a.b.c", vendor.apiKey(), vendor.secret())) {
      assertThat(OAuth.introspect(vendor, nothing).body()).isEqualTo(INACTIVE);
    }
  }

  @Test
  void threat18SomeoneElsesTokensAreNotActiveForAStranger() {
    Http.Answer granted = OAuth.token(vendor);
    String customerToken = CustomerServiceClient.customerToken("somebody");
    for (String token :
        List.of(OAuth.access(granted), OAuth.refreshToken(granted), customerToken)) {
      Http.Answer answer = OAuth.introspect(stranger, token);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(INACTIVE);
    }
  }

  @Test
  void threat18RevokingSomeoneElsesTokenIs200WithoutEffect() throws Exception {
    Http.Answer granted = OAuth.token(vendor);
    long before = SecurityEventLog.head();
    for (String token : List.of(OAuth.access(granted), OAuth.refreshToken(granted), "x")) {
      Http.Answer answer = OAuth.revoke(stranger, token);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEmpty();
    }
    assertThat(SecurityEventLog.head()).isEqualTo(before);
    GuardedEndpoints.assertAllowed(GuardedEndpoints.ofAuth(), with(OAuth.access(granted)));
    assertThat(OAuth.refresh(vendor, OAuth.refreshToken(granted)).status()).isEqualTo(200);
  }

  @Test
  void aClientWithTheScopeSeesEverybodysTokensAndRevokesNone() {
    Http.Answer granted = OAuth.token(vendor);
    String customerToken = CustomerServiceClient.customerToken("somebody");

    assertThat(OAuth.introspect(auditor, OAuth.access(granted)).json().get("client_id").asText())
        .isEqualTo(vendor.id());
    assertThat(OAuth.introspect(auditor, OAuth.refreshToken(granted)).json().get("active"))
        .isEqualTo(OAuth.introspect(vendor, OAuth.refreshToken(granted)).json().get("active"));
    JsonNode customer = OAuth.introspect(auditor, customerToken).json();
    assertThat(customer.get("active").asBoolean()).isTrue();
    assertThat(customer.get("channel").asText()).isEqualTo("web");

    assertThat(OAuth.revoke(auditor, OAuth.access(granted)).status()).isEqualTo(200);
    GuardedEndpoints.assertAllowed(GuardedEndpoints.ofAuth(), with(OAuth.access(granted)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"access_token", "refresh_token", "nonsense"})
  void aHintIsIgnored(String hint) {
    Http.Answer granted = OAuth.token(vendor);
    for (String token : List.of(OAuth.access(granted), OAuth.refreshToken(granted))) {
      assertThat(
              OAuth.introspect(vendor, token, "token_type_hint", hint)
                  .json()
                  .get("active")
                  .asBoolean())
          .isTrue();
    }
    OAuth.revoke(vendor, OAuth.refreshToken(granted), "token_type_hint", hint, "wait", "applied");
    GuardedEndpoints.assertRefused(
        GuardedEndpoints.ofAuth(), with(OAuth.access(granted)), "bearer_revoked");
  }

  @Test
  void whatIsRevokedElsewhereIsAnUnsupportedTokenType() {
    for (String token : List.of(vendor.apiKey(), vendor.secret())) {
      Http.Answer answer = OAuth.revoke(vendor, token);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.json().get("error").asText()).isEqualTo("unsupported_token_type");
    }
    assertThat(OAuth.token(vendor).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/oauth/revoke", "/oauth/introspect"})
  void whatIsNoFormIsRefused(String path) {
    String token = OAuth.access(OAuth.token(vendor));
    String client = "client_id=" + vendor.id() + "&client_secret=" + vendor.secret();

    assertInvalidRequest(Http.post(Service.AUTH, path, Http.FORM, client));
    assertInvalidRequest(Http.post(Service.AUTH, path, Http.FORM, client + "&token="));
    assertInvalidRequest(
        Http.post(Service.AUTH, path, Http.FORM, client + "&token=" + token + "&token=" + token));
    assertInvalidRequest(Http.post(Service.AUTH, path + "?token=" + token, Http.FORM, client));
    assertThat(Http.get(Service.AUTH, path).status()).isEqualTo(405);
    assertThat(
            Http.post(Service.AUTH, path, Http.JSON, Operator.json(Map.of("token", token)))
                .status())
        .isEqualTo(415);
    Http.Answer nobody = Http.post(Service.AUTH, path, Http.FORM, "token=" + token);
    assertThat(nobody.status()).isEqualTo(401);
    assertThat(nobody.json().get("error").asText()).isEqualTo("invalid_client");
    assertThat(nobody.header("www-authenticate")).startsWith("Basic");
    GuardedEndpoints.assertAllowed(GuardedEndpoints.ofAuth(), with(token));
  }

  private static void assertInvalidRequest(Http.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.json().get("error").asText()).isEqualTo("invalid_request");
    assertThat(answer.header("cache-control")).contains("no-store");
  }
}
