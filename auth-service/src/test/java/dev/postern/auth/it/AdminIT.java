package dev.postern.auth.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.stack.Service;
import dev.postern.testkit.Http;
import dev.postern.testkit.Operator;
import dev.postern.testkit.Vendor;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients and API keys, as operators make and end them. */
class AdminIT {
  @Test
  void listsInPagesAndNeverShowsASecret() {
    Vendor one = Vendor.create("profile:read");
    Vendor two = Vendor.create("profile:read");
    for (String resource : new String[] {"clients", "api-keys"}) {
      Set<String> seen = new HashSet<>();
      String after = "";
      do {
        Http.Answer page =
            Operator.send("GET", "/admin/v1/" + resource + "?limit=2&after=" + after, "");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).doesNotContain(one.secret(), two.secret(), one.apiKey(), "digest");
        page.json()
            .get("items")
            .forEach(item -> assertThat(seen.add(item.get("id").asText())).isTrue());
        after = page.json().path("next").asText();
      } while (!after.isEmpty());
      assertThat(seen).hasSizeGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void anExpiringKeyShowsItsEnd() {
    Vendor vendor = Vendor.create("profile:read");
    Http.Answer made =
        Operator.send(
            "POST",
            "/admin/v1/api-keys",
            "{\"client_id\":\"%s\",\"expires_at\":\"2099-01-01T00:00:00Z\"}"
                .formatted(vendor.id()));
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.json().get("expires_at").asText()).isEqualTo("2099-01-01T00:00:00Z");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          clients | {}
          clients | {"name":"a","scopes":[]}
          clients | {"name":"a","scopes":[null]}
          clients | {"name":"a","scopes":["internal:directory"]}
          clients | {"name":"a","scopes":["UPPER"]}
          clients | {"name":"a","scopes":"x"}
          clients | {"name":"a\\u0000","scopes":["x"]}
          clients | {"name":"a","scopes":["x"],"token_lifetime_seconds":1}
          clients | {"name":"a","name":"b","scopes":["x"]}
          clients | {"name":"a","scopes":["x"]} trailing
          clients | {"name":"a","scopes":["x"],"grant_types":[]}
          clients | {"name":"a","scopes":["x"],"grant_types":["password"]}
          clients | {"name":"a","scopes":["x"],"grant_types":[null]}
          clients | {"name":"a","scopes":["x"],"grant_types":["refresh_token","refresh_token"]}
          clients | {"name":"a","scopes":["x"],"grant_types":"refresh_token"}
          clients | {"name":"a","scopes":["x"],"jwks":"x"}
          clients | {"name":"a","scopes":["x"],"jwks":[]}
          clients | {"name":"a","scopes":["x"],"jwks":{"keys":[]}}
          clients | {"name":"a","scopes":["x"],"jwks":{"keys":[{"kty":"oct","k":"AAAA"}]}}
          clients | {"name":"a","scopes":["x"],"jwks":{"keys":[{"kty":"OKP","crv":"Ed25519","x":"\ud800"}]}}
          clients | {"name":"a","scopes":["x"],"jwks":{"keys":[]},"public_key":"x"}
          clients | {"name":"a","scopes":["x"],"public_key":""}
          clients | {"name":"a","scopes":["x"],"public_key":{}}
          clients | []
          clients | {
          api-keys | {}
          api-keys | {"client_id":"nobody"}
          api-keys | {"client_id":"a\\u0000"}
          api-keys | {"client_id":"a","expires_at":"yesterday"}
          api-keys | {"client_id":"a","expires_at":"2001-01-01T00:00:00Z"}
          api-keys | {"client_id":"a","expires_at":"+300000-01-01T00:00:00Z"}
          """)
  void oddRequestsAre400WithAReason(String resource, String body) {
    Http.Answer answer = Operator.send("POST", "/admin/v1/" + resource, body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.reason()).isEqualTo("request_invalid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"?limit=0", "?limit=x", "?limit=1000", "?limit=-1"})
  void oddLimitsAre400(String query) {
    assertThat(Operator.send("GET", "/admin/v1/clients" + query, "").status()).isEqualTo(400);
  }

  @Test
  void whatIsNotThereIs404() {
    for (String id : new String[] {"nobody", "%00", "a%0d%0a"}) {
      assertThat(Operator.send("DELETE", "/admin/v1/clients/" + id, "").status()).isEqualTo(404);
      assertThat(Operator.send("DELETE", "/admin/v1/api-keys/" + id, "").status()).isEqualTo(404);
      assertThat(Operator.send("GET", "/admin/v1/clients?after=" + id, "").status()).isIn(200, 404);
    }
  }

  @Test
  void needsTheScope() {
    JsonNode refusal =
        Http.get(
                Service.AUTH,
                "/admin/v1/clients",
                "Authorization",
                "Bearer " + Vendor.seeded().systemToken())
            .json();
    assertThat(refusal.get("reason").asText()).isEqualTo("scope_insufficient");
  }
}
