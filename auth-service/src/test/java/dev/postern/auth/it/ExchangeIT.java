package dev.postern.auth.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.testkit.Await;
import dev.postern.testkit.GuardedEndpoints;
import dev.postern.testkit.Http;
import dev.postern.testkit.Json;
import dev.postern.testkit.OAuth;
import dev.postern.testkit.Vendor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Token exchange (RFC 8693): an API key for a short access token. */
class ExchangeIT {
  private static final String[] GRANTS = {"client_credentials", OAuth.EXCHANGE};
  private final Vendor vendor = Vendor.register(List.of(GRANTS), GuardedEndpoints.SCOPES);

  private static void assertError(Http.Answer answer, String error) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.json().get("error").asText()).isEqualTo(error);
  }

  @Test
  void anApiKeyIsExchangedForAShortToken() {
    Http.Answer answer = OAuth.exchange(vendor, vendor.apiKey(), "scope", "profile:read");
    JsonNode json = answer.json();

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(Json.fieldNames(json))
        .containsExactlyInAnyOrder(
            "access_token", "issued_token_type", "token_type", "expires_in", "scope");
    assertThat(json.get("issued_token_type").asText())
        .isEqualTo("urn:ietf:params:oauth:token-type:access_token");
    assertThat(json.get("expires_in").asLong()).isBetween(1L, 300L);
    assertThat(json.get("scope").asText()).isEqualTo("profile:read");
    assertThat(answer.header("cache-control")).contains("no-store");
    assertThat(answer.body()).doesNotContain(vendor.apiKey());
  }

  @Test
  void aKeyThatIsNotTheClientsIsAnInvalidRequest() {
    Vendor other = Vendor.register(List.of(GRANTS), GuardedEndpoints.SCOPES);
    String changed = vendor.apiKey().substring(0, 40) + "x";
    for (String key :
        List.of(other.apiKey(), changed, "x", vendor.secret(), vendor.systemToken())) {
      assertError(OAuth.exchange(vendor, key), "invalid_request");
    }
  }

  @Test
  void anExpiredKeyIsAnInvalidRequestAndItsTokenEndsWithIt() {
    Instant end = Instant.now().plusSeconds(2);
    String key = vendor.withKeyUntil(end).apiKey();

    String token = OAuth.access(OAuth.exchange(vendor, key));
    assertThat(Long.parseLong(OAuth.claim(token, "exp"))).isLessThanOrEqualTo(end.getEpochSecond());
    Await.until(
        "the key has expired",
        Duration.ofSeconds(10),
        () -> OAuth.exchange(vendor, key).status() == 400);
    assertError(OAuth.exchange(vendor, key), "invalid_request");
  }

  @Test
  void whatIsNotOfferedIsRefused() {
    String key = vendor.apiKey();
    assertError(OAuth.exchange(vendor, key, "subject_token_type", "urn:x"), "invalid_request");
    assertError(OAuth.exchange(vendor, key, "requested_token_type", "urn:x"), "invalid_request");
    assertError(OAuth.exchange(vendor, key, "actor_token", "x"), "invalid_request");
    assertError(OAuth.exchange(vendor, key, "audience", "x"), "invalid_target");
    assertError(OAuth.exchange(vendor, key, "resource", "https://x"), "invalid_target");
    assertError(OAuth.exchange(vendor, key, "scope", "admin:events:write"), "invalid_scope");
  }

  @Test
  void aClientThatIsNotRegisteredForItIsUnauthorized() {
    Vendor plain = Vendor.create("profile:read");
    assertError(OAuth.exchange(plain, plain.apiKey()), "unauthorized_client");
  }
}
