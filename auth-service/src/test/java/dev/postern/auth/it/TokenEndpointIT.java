package dev.postern.auth.it;

import static dev.postern.auth.it.TokenRequests.assertInvalidRequest;
import static dev.postern.auth.it.TokenRequests.basic;
import static dev.postern.auth.it.TokenRequests.body;
import static dev.postern.auth.it.TokenRequests.good;
import static dev.postern.auth.it.TokenRequests.token;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.stack.Service;
import dev.postern.testkit.Http;
import dev.postern.testkit.Json;
import dev.postern.testkit.OAuth;
import dev.postern.testkit.TestStack;
import dev.postern.testkit.Timing;
import dev.postern.testkit.Vendor;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The token endpoint (RFC 6749) and what is published beside it. */
class TokenEndpointIT {
  private final Vendor vendor = Vendor.seeded();

  @Test
  void answersAsRfc6749Section51() {
    Http.Answer answer = token(good(vendor));
    JsonNode json = answer.json();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(Json.fieldNames(json))
        .containsExactlyInAnyOrder("access_token", "token_type", "expires_in", "scope");
    assertThat(json.get("expires_in").isIntegralNumber()).isTrue();
    assertThat(answer.header("cache-control")).contains("no-store");
  }

  @Test
  void accessTokenCarriesTheClaimsOfRfc9068() {
    JsonNode claims = Json.claims(token(good(vendor)).json().get("access_token").asText());

    assertThat(Json.fieldNames(claims))
        .containsExactlyInAnyOrder("iss", "exp", "aud", "sub", "client_id", "iat", "jti", "scope");
    assertThat(claims.get("iss").asText()).isEqualTo(TestStack.url(Service.AUTH));
    assertThat(claims.get("sub").asText()).isEqualTo(vendor.id());
    assertThat(claims.get("exp").asLong() - claims.get("iat").asLong()).isEqualTo(28_800);
  }

  @Test
  void narrowsTheScopeWhenAskedAndRefusesToWidenIt() {
    assertThat(token(good(vendor) + "&scope=profile%3Aread").json().get("scope").asText())
        .isEqualTo("profile:read");
    Http.Answer wider = token(good(vendor) + "&scope=profile%3Aread%20admin%3Aclients%3Awrite");
    assertThat(wider.status()).isEqualTo(400);
    assertThat(wider.json().get("error").asText()).isEqualTo("invalid_scope");
  }

  @Test
  void threat16BasicAndBodyCredentialsTogetherAre400() {
    Http.Answer answer =
        token(good(vendor), "Authorization", basic(vendor.id() + ":" + vendor.secret()));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().get("error").asText()).isEqualTo("invalid_request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Basic ===",
        "Basic bm9jb2xvbg==",
        "Basic",
        "Basic YTolWlo=",
        "Digest x",
        "Basic /w=="
      })
  void threat16MalformedBasicIs400(String authorization) {
    Http.Answer answer = token("grant_type=client_credentials", "Authorization", authorization);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().get("error").asText()).isEqualTo("invalid_request");
  }

  @Test
  void threat16IdAndSecretInBasicAreFormEncoded() {
    String encoded = vendor.id().replace("-", "%2D") + ":" + vendor.secret().replace("_", "%5F");

    assertThat(token("grant_type=client_credentials", "Authorization", basic(encoded)).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%3Ab", "a+b", "a%C3%A9", "wrong"})
  void threat16OddSecretsAreRefusedAsInvalidClient(String secret) {
    Http.Answer answer =
        token("grant_type=client_credentials", "Authorization", basic(vendor.id() + ":" + secret));

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.json().get("error").asText()).isEqualTo("invalid_client");
    assertThat(answer.header("www-authenticate")).startsWith("Basic");
  }

  @Test
  void threat16UnknownWrongAndDisabledClientsGetTheSameBody() {
    Vendor disabled = Vendor.create("profile:read");
    Http.send(
        Http.request(Service.AUTH, "/admin/v1/clients/" + disabled.id())
            .header("Authorization", "Bearer " + Vendor.operatorToken())
            .DELETE());
    Vendor other = Vendor.create("profile:read");

    List<Http.Answer> answers =
        List.of(
            token(body("00000000-0000-0000-0000-000000000000", other.secret())),
            token(body(vendor.id(), other.secret())),
            token(body(disabled.id(), disabled.secret())));

    assertThat(answers).allMatch(answer -> answer.status() == 401);
    assertThat(answers.stream().map(Http.Answer::body).distinct()).hasSize(1);
  }

  @Test
  void threat16UnknownClientTakesAsLongAsAWrongSecret() {
    String otherSecret = Vendor.create("profile:read").secret();
    List<Long> unknown = new ArrayList<>();
    List<Long> wrong = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      unknown.add(nanos(body("no-such-client", otherSecret)));
      wrong.add(nanos(body(vendor.id(), otherSecret)));
    }

    double ratio = (double) Timing.median(unknown) / Timing.median(wrong);
    assertThat(ratio).isBetween(0.8, 1.25);
  }

  @Test
  void threat19EveryTokenLoginAndErrorAnswerForbidsCaching() {
    List<Http.Answer> answers =
        List.of(
            token(good(vendor)),
            token("grant_type=client_credentials"),
            token("x"),
            Http.form(Service.AUTH, "/access_token", Map.of("grant_type", "password")),
            Http.get(Service.AUTH, "/oauth/token"));

    assertThat(answers).allMatch(answer -> answer.header("cache-control").contains("no-store"));
  }

  @Test
  void metadataNamesWhatIsOffered() {
    JsonNode json = Http.get(Service.AUTH, "/.well-known/oauth-authorization-server").json();

    assertThat(json.get("issuer").asText()).isEqualTo(TestStack.url(Service.AUTH));
    assertThat(json.get("token_endpoint").asText()).endsWith("/oauth/token");
    assertThat(json.get("grant_types_supported"))
        .extracting(JsonNode::asText)
        .containsExactly("client_credentials", "refresh_token", OAuth.EXCHANGE);
    assertThat(json.get("revocation_endpoint").asText()).endsWith("/oauth/revoke");
    assertThat(json.get("introspection_endpoint").asText()).endsWith("/oauth/introspect");
    for (String endpoint : List.of("token", "revocation", "introspection")) {
      assertThat(json.get(endpoint + "_endpoint_auth_methods_supported"))
          .extracting(JsonNode::asText)
          .contains("client_secret_basic", "client_secret_post", "private_key_jwt");
    }
  }

  @Test
  void jwksShowsPublicMembersOnlyAndAnswers304ToItsOwnETag() {
    Http.Answer jwks = Http.get(Service.AUTH, "/.well-known/jwks.json");

    assertThat(jwks.json().get("keys"))
        .isNotEmpty()
        .allMatch(key -> key.has("kty") && !key.has("d") && !key.has("p"));
    assertThat(jwks.header("cache-control")).contains("max-age=");
    Http.Answer again =
        Http.get(Service.AUTH, "/.well-known/jwks.json", "If-None-Match", jwks.header("etag"));
    assertThat(again.status()).isEqualTo(304);
  }

  @Test
  void otherGrantTypesAreUnsupported() {
    Http.Answer answer =
        token(good(vendor).replace("grant_type=client_credentials", "grant_type=password"));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().get("error").asText()).isEqualTo("unsupported_grant_type");
  }

  @Test
  void anEmptyBodyAnd1MegabyteAreRefused() {
    assertInvalidRequest(
        Http.send(Http.request(Service.AUTH, "/access_token").POST(BodyPublishers.noBody())));
    assertThat(token("x=" + "a".repeat(1 << 20)).status()).isEqualTo(413);
  }

  private static long nanos(String body) {
    long begun = System.nanoTime();
    assertThat(token(body).status()).isEqualTo(401);
    return System.nanoTime() - begun;
  }
}
