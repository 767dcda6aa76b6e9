package dev.postern.auth.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.stack.PrivateFiles;
import dev.postern.stack.Service;
import dev.postern.testkit.Http;
import dev.postern.testkit.OAuth;
import dev.postern.testkit.Operator;
import dev.postern.testkit.SigningKeys;
import dev.postern.testkit.TestStack;
import dev.postern.testkit.Vendor;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing keys as operators make, activate and revoke them, and as one follows another. */
class SigningKeysIT {
  private static final String PATH = SigningKeys.PATH;

  private final Vendor vendor = Vendor.seeded();

  @Test
  void aKeyIsPublishedBeforeItSignsAndStaysPublishedAfter() throws Exception {
    String before = SigningKeys.activeKid();
    String tokenBefore = vendor.systemToken();
    Http.Answer jwksBefore = Http.get(Service.AUTH, "/.well-known/jwks.json");

    String next = SigningKeys.create("RS256");

    Http.Answer jwks = Http.get(Service.AUTH, "/.well-known/jwks.json");
    assertThat(jwks.body()).contains(before, next).doesNotContain("\"d\"", "sealed");
    assertThat(jwks.header("etag")).isNotEqualTo(jwksBefore.header("etag"));
    assertThat(
            Http.get(
                    Service.AUTH,
                    "/.well-known/jwks.json",
                    "If-None-Match",
                    jwksBefore.header("etag"))
                .status())
        .isEqualTo(200);
    assertThat(SigningKeys.kid(vendor.systemToken())).isEqualTo(before);
    SigningKeys.awaitTrue(() -> SigningKeys.kid(vendor.systemToken()).equals(next));
    JsonNode retiring =
        SigningKeys.in("RETIRING").stream()
            .filter(key -> key.get("kid").asText().equals(before))
            .findFirst()
            .orElseThrow();
    assertThat(retiring.get("removes_at").asText())
        .isGreaterThan(retiring.get("retired_at").asText());
    assertThat(Http.get(Service.AUTH, "/.well-known/jwks.json").body()).contains(before, next);
    assertThat(OAuth.introspect(vendor, tokenBefore).json().get("active").asBoolean()).isTrue();
  }

  @Test
  void activatingBeforeTheLeadHasPassedIs409AndOneKeyIsPendingAtATime() throws Exception {
    String kid = SigningKeys.create("ES256");
    Http.Answer early = Operator.send("POST", PATH + "/" + kid + ":activate", "");
    assertThat(early.status()).isEqualTo(409);
    assertThat(early.json().get("detail").asText()).contains("it may sign from 20");
    Http.Answer second = Operator.send("POST", PATH, "{}");
    assertThat(second.status()).isEqualTo(409);
    assertThat(second.json().get("detail").asText()).contains(kid);

    SigningKeys.awaitTrue(
        () -> Operator.send("POST", PATH + "/" + kid + ":activate", "").status() == 200);

    Http.Answer again = Operator.send("POST", PATH + "/" + kid + ":activate", "");
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().get("state").asText()).isEqualTo("ACTIVE");
    String retiring = SigningKeys.in("RETIRING").getFirst().get("kid").asText();
    assertThat(Operator.send("POST", PATH + "/" + retiring + ":activate", "").status())
        .isEqualTo(409);
  }

  @Test
  void aRevokedKeyThatDoesNotSignLeavesTheActiveOne() throws Exception {
    String active = SigningKeys.activeKid();
    String pending = SigningKeys.create("EdDSA");
    assertThat(Operator.send("POST", PATH + "/" + pending + ":revoke", "").status()).isEqualTo(204);
    assertThat(SigningKeys.activeKid()).isEqualTo(active);
    assertThat(Http.get(Service.AUTH, "/.well-known/jwks.json").body()).doesNotContain(pending);
  }

  @Test
  void aBodyMayBeAbsent() throws Exception {
    SigningKeys.awaitTrue(() -> SigningKeys.in("PENDING").isEmpty());
    Http.Answer made =
        Http.send(
            Http.request(Service.AUTH, PATH)
                .header("Authorization", "Bearer " + Vendor.operatorToken())
                .POST(BodyPublishers.noBody()));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    assertThat(made.json().get("algorithm").asText()).isEqualTo("ES256");
    assertThat(made.json().get("state").asText()).isEqualTo("PENDING");
    assertThat(made.json().get("activates_at").asText())
        .isGreaterThan(made.json().get("created_at").asText());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"algorithm\":\"none\"}",
        "{\"algorithm\":\"es256\"}",
        "{\"algorithm\":\"\"}",
        "{\"algorithm\":5}",
        "{\"algorithm\":[\"ES256\"]}",
        "{\"algorithm\":\"ES256\",\"algorithm\":\"RS256\"}",
        "[]",
        "{",
        "\u0000"
      })
  void refusesWhatIsNoKeyToBeMade(String body) {
    Http.Answer answer = Operator.send("POST", PATH, body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.header("content-type")).startsWith("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobody", "%00", "a%0d%0a", "..", "%3A", "a:b", "'%20or%201=1"})
  void whatIsNotThereIs404(String kid) {
    for (String verb : List.of("activate", "revoke")) {
      Http.Answer answer = Operator.send("POST", PATH + "/" + kid + ":" + verb, "");
      assertThat(answer.status()).as(answer.body()).isEqualTo(404);
    }
    assertThat(Operator.send("GET", PATH + "?limit=0", "").status()).isEqualTo(400);
  }

  @Test
  void readingAndWritingNeedTheirScopes() {
    Vendor reader = Vendor.create("admin:signing-keys:read");
    String token = reader.systemToken();
    assertThat(Operator.sendAs(token, "GET", PATH, "").status()).isEqualTo(200);
    for (String path : List.of(PATH, PATH + "/x:activate", PATH + "/x:revoke")) {
      assertThat(Operator.sendAs(token, "POST", path, "").reason()).isEqualTo("scope_insufficient");
    }
    assertThat(Operator.sendAs(vendor.systemToken(), "GET", PATH, "").reason())
        .isEqualTo("scope_insufficient");
  }

  @Test
  void theListShowsNoPrivateKeyAndHasPages() {
    String token = Vendor.operatorToken();
    Http.Answer page = Operator.sendAs(token, "GET", PATH + "?limit=1", "");
    assertThat(page.json().get("items")).hasSize(1);
    assertThat(page.body()).doesNotContain("sealed", "private", "\"d\"");
    Map<String, Object> key =
        PrivateFiles.JSON.convertValue(
            page.json().get("items").get(0),
            new com.fasterxml.jackson.core.type.TypeReference<Map<String, Object>>() {});
    assertThat(key).containsKeys("kid", "algorithm", "state", "created_at", "activates_at");
  }

  @Test
  void everyServiceIsReadyBecauseItsSelfTestHasPassed() throws Exception {
    assertThat(
            java.net.http.HttpClient.newHttpClient()
                .send(
                    java.net.http.HttpRequest.newBuilder(
                            java.net.URI.create(TestStack.admin(Service.AUTH) + "/q/health/ready"))
                        .build(),
                    java.net.http.HttpResponse.BodyHandlers.ofString())
                .body()
                .replaceAll("\\s", ""))
        .contains("{\"name\":\"signingself-test\",\"status\":\"UP\"}");
  }
}
