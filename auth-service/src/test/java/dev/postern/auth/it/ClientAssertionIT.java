package dev.postern.auth.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.common.jwt.SigningAlgorithm;
import dev.postern.stack.Service;
import dev.postern.testkit.Await;
import dev.postern.testkit.Http;
import dev.postern.testkit.Json;
import dev.postern.testkit.Operator;
import dev.postern.testkit.SigningClient;
import dev.postern.testkit.Sql;
import dev.postern.testkit.TestStack;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that prove themselves by keys of their own ({@code private_key_jwt}). */
class ClientAssertionIT {
  private static final SigningClient CLIENT = SigningClient.byJwks(SigningAlgorithm.ES256);
  private static final Duration FORGOTTEN_WITHIN = Duration.ofSeconds(75);

  private static void accepts(String assertion) {
    Http.Answer answer = SigningClient.token(assertion);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  /** Expects the same answer as for an unknown client, to the letter. */
  static void refuses(String assertion) {
    Http.Answer answer = SigningClient.token(assertion);
    assertThat(answer.status()).as(answer.body()).isEqualTo(401);
    assertThat(answer.body())
        .isEqualTo(
            "{\"error\":\"invalid_client\",\"error_description\":\"The client is not accepted.\"}");
  }

  @ParameterizedTest
  @EnumSource(SigningAlgorithm.class)
  void eachSortOfKeyProvesAClientHoweverItWasRegistered(SigningAlgorithm algorithm) {
    for (SigningClient client :
        List.of(SigningClient.byJwks(algorithm), SigningClient.byPem(algorithm))) {
      Http.Answer answer = SigningClient.token(client.sign(client.claims()));

      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      JsonNode claims = Json.claims(answer.json().get("access_token").asText());
      assertThat(claims.get("sub").asText()).isEqualTo(client.id());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"JWT", "client-authentication+jwt"})
  void typeAndKeyMayBeNamed(String type) {
    Map<String, Object> header = CLIENT.header();
    header.put("typ", type);
    header.put("kid", SigningClient.KID);

    accepts(CLIENT.sign(header, CLIENT.claims()));
  }

  @Test
  void ed25519MayBeNamedAsRfc9864Does() {
    SigningClient client = SigningClient.byPem(SigningAlgorithm.EDDSA);

    accepts(client.sign(Map.of("alg", "Ed25519"), client.claims()));
  }

  @Test
  void theAudienceMayStandAloneInAnArray() {
    accepts(CLIENT.sign(CLIENT.claimsWith("aud", List.of(TestStack.url(Service.AUTH)))));
  }

  @Test
  void theAsappDialectTakesAssertionsToo() {
    Map<String, String> form = SigningClient.form(CLIENT.sign(CLIENT.claims()));

    assertThat(Http.form(Service.AUTH, "/access_token", form).status()).isEqualTo(200);
  }

  @Test
  void metadataOffersIt() {
    JsonNode json = Http.get(Service.AUTH, "/.well-known/oauth-authorization-server").json();

    assertThat(json.get("token_endpoint_auth_methods_supported"))
        .extracting(JsonNode::asText)
        .containsExactly("client_secret_basic", "client_secret_post", "private_key_jwt");
    assertThat(json.get("token_endpoint_auth_signing_alg_values_supported"))
        .extracting(JsonNode::asText)
        .containsExactly("ES256", "RS256", "EdDSA");
  }

  @Test
  void anAssertionCountsOnceEvenIfItComesFiftyTimesAtOnce() throws Exception {
    String assertion = CLIENT.sign(CLIENT.claims());
    try (ExecutorService callers = Executors.newFixedThreadPool(10)) {
      List<Future<Integer>> answers =
          IntStream.range(0, 50)
              .mapToObj(i -> callers.submit(() -> SigningClient.token(assertion).status()))
              .toList();
      int accepted = 0;
      for (Future<Integer> answer : answers) {
        assertThat(answer.get()).isIn(200, 401);
        accepted += answer.get() == 200 ? 1 : 0;
      }
      assertThat(accepted).isEqualTo(1);
    }
  }

  @Test
  void theIdOfAnAssertionIsTheClientsOwn() {
    SigningClient another = SigningClient.byJwks(SigningAlgorithm.ES256);

    accepts(CLIENT.sign(CLIENT.claimsWith("jti", "the-same")));
    accepts(another.sign(another.claimsWith("jti", "the-same")));
    refuses(CLIENT.sign(CLIENT.claimsWith("jti", "the-same")));
  }

  @Test
  void assertionsThatProveNothingAreNotWrittenDown() throws Exception {
    SigningClient another = SigningClient.byJwks(SigningAlgorithm.ES256);
    Map<String, Object> claims = CLIENT.claims();
    long before = Sql.number("SELECT count(*) FROM client_assertion WHERE expires_at > now()");

    for (int i = 0; i < 20; i++) {
      refuses(another.sign(CLIENT.claims()));
      refuses(CLIENT.sign(CLIENT.claimsWith("aud", "https://elsewhere.example")));
    }
    refuses(another.sign(claims));

    assertThat(Sql.number("SELECT count(*) FROM client_assertion WHERE expires_at > now()"))
        .isLessThanOrEqualTo(before);
    accepts(CLIENT.sign(claims));
  }

  @Test
  void expiredRowsAreDeletedAndOthersAreKept() throws Exception {
    Sql.execute("INSERT INTO client_assertion VALUES ('\\x01', now() - interval '31 minutes')");
    accepts(CLIENT.sign(CLIENT.claimsWith("jti", "kept")));
    String old = "SELECT count(*) FROM client_assertion WHERE id = '\\x01'";

    Await.until("it is forgotten", FORGOTTEN_WITHIN, () -> Sql.number(old) == 0);
    refuses(CLIENT.sign(CLIENT.claimsWith("jti", "kept")));
  }

  @Test
  void aClientWithKeysShowsThemAndHasNoSecret() {
    JsonNode made =
        Operator.make(
            "/admin/v1/clients",
            Map.of(
                "name", "signs",
                "scopes", List.of("x"),
                "jwks", SigningClient.jwks(SigningAlgorithm.ES256, CLIENT.pair())));

    assertThat(made.has("secret")).isFalse();
    assertThat(made.get("token_endpoint_auth_method").asText()).isEqualTo("private_key_jwt");
    assertThat(made.at("/jwks/keys/0/kid").asText()).isEqualTo(SigningClient.KID);
    assertThat(made.get("grant_types"))
        .extracting(JsonNode::asText)
        .containsExactly("client_credentials");
  }

  @Test
  void aClientIsGivenOnlyTheGrantsItIsRegisteredFor() {
    Map<String, Object> wanted = new HashMap<>();
    wanted.put("name", "refreshes");
    wanted.put("scopes", List.of("x"));
    wanted.put("grant_types", List.of("refresh_token"));
    wanted.put("public_key", SigningClient.pem(CLIENT.pair()));
    String id = Operator.make("/admin/v1/clients", wanted).get("id").asText();
    SigningClient client = new SigningClient(id, SigningAlgorithm.ES256, CLIENT.pair());

    Http.Answer answer = SigningClient.token(client.sign(client.claims()));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().get("error").asText()).isEqualTo("unauthorized_client");
  }
}
