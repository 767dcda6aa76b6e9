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
import dev.postern.testkit.Vendor;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The secrets of a client, as operators let one follow another. */
class ClientSecretsIT {
  /** A little longer than a verified pair is cached. */
  private static final Duration FORGOTTEN_WITHIN = Duration.ofSeconds(8);

  /** Longer than the overlap of two secrets here. */
  private static final Duration OVERLAP = Duration.ofSeconds(10);

  private final Vendor vendor = Vendor.create("profile:read");
  private final String path = "/admin/v1/clients/" + vendor.id() + "/secrets";

  private JsonNode add(Map<String, Object> wanted) {
    return Operator.make(path, wanted);
  }

  private int token(String secret) {
    return Http.form(
            Service.AUTH,
            "/oauth/token",
            Map.of(
                "grant_type",
                "client_credentials",
                "client_id",
                vendor.id(),
                "client_secret",
                secret))
        .status();
  }

  private static String idOf(String secret) {
    return secret.split("_", -1)[2];
  }

  private JsonNode listed(String id) {
    return StreamSupport.stream(Operator.send("GET", path).json().get("items").spliterator(), false)
        .filter(item -> item.get("id").asText().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aSecondSecretOpensBesideTheFirst() {
    JsonNode second = add(Map.of());

    assertThat(Json.fieldNames(second)).containsExactlyInAnyOrder("id", "created_at", "secret");
    assertThat(token(vendor.secret())).isEqualTo(200);
    assertThat(token(second.get("secret").asText())).isEqualTo(200);
  }

  @Test
  void theBodyMayBeAbsent() {
    assertThat(Operator.send("POST", path).status()).isEqualTo(201);
    assertThat(Operator.send("POST", path, "").status()).isEqualTo(201);
    assertThat(Operator.send("POST", path, "null").status()).isEqualTo(201);
  }

  @Test
  void afterTheOverlapOnlyTheNewSecretOpensEvenIfTheOldOneIsRemembered() {
    Instant end = Instant.now().plusSeconds(3);
    JsonNode fresh = add(Map.of("others_expire_at", end.toString()));

    assertThat(token(vendor.secret())).isEqualTo(200);
    Await.until("shortly before", OVERLAP, () -> Instant.now().isAfter(end.minusMillis(500)));
    assertThat(token(vendor.secret())).as("remembered from now on").isEqualTo(200);
    Await.until("the overlap is over", OVERLAP, () -> Instant.now().isAfter(end));

    assertThat(token(vendor.secret())).isEqualTo(401);
    assertThat(token(fresh.get("secret").asText())).isEqualTo(200);
    assertThat(fresh.has("expires_at")).isFalse();
  }

  @Test
  void theOverlapShortensOnlyLongerSecrets() {
    JsonNode sooner = add(Map.of("expires_at", "2090-01-01T00:00:00Z"));
    JsonNode later = add(Map.of("expires_at", "2099-01-01T00:00:00Z"));
    assertThat(later.get("expires_at").asText()).isEqualTo("2099-01-01T00:00:00Z");

    JsonNode fresh = add(Map.of("others_expire_at", "2095-01-01T00:00:00Z"));

    assertThat(listed(sooner.get("id").asText()).get("expires_at").asText())
        .isEqualTo("2090-01-01T00:00:00Z");
    assertThat(listed(later.get("id").asText()).get("expires_at").asText())
        .isEqualTo("2095-01-01T00:00:00Z");
    assertThat(listed(idOf(vendor.secret())).get("expires_at").asText())
        .isEqualTo("2095-01-01T00:00:00Z");
    assertThat(listed(fresh.get("id").asText()).has("expires_at")).isFalse();
  }

  @Test
  void anEndedSecretIsRefusedSoonAndEndingItAgainChangesNothing() {
    String id = idOf(vendor.secret());
    assertThat(token(vendor.secret())).isEqualTo(200);
    assertThat(Operator.send("DELETE", path + "/" + id).status()).isEqualTo(204);
    String ended = listed(id).get("expires_at").asText();
    assertThat(Operator.send("DELETE", path + "/" + id).status()).isEqualTo(204);

    assertThat(listed(id).get("expires_at").asText()).isEqualTo(ended);
    Await.until("it is refused", FORGOTTEN_WITHIN, () -> token(vendor.secret()) == 401);
  }

  @Test
  void anEndedSecretDoesNotComeBackWithAnOverlap() {
    String id = idOf(vendor.secret());
    Operator.send("DELETE", path + "/" + id);
    String ended = listed(id).get("expires_at").asText();

    add(Map.of("others_expire_at", "2095-01-01T00:00:00Z"));

    assertThat(listed(id).get("expires_at").asText()).isEqualTo(ended);
    assertThat(token(vendor.secret())).isEqualTo(401);
  }

  @Test
  void fiveLiveSecretsAreAllThereCanBeEvenIfTenAreMadeAtOnce() throws Exception {
    try (ExecutorService callers = Executors.newFixedThreadPool(10)) {
      var answers =
          IntStream.range(0, 10)
              .mapToObj(i -> callers.submit(() -> Operator.send("POST", path, "{}").status()))
              .toList();
      int made = 0;
      for (Future<Integer> answer : answers) {
        assertThat(answer.get()).isIn(201, 409);
        made += answer.get() == 201 ? 1 : 0;
      }
      assertThat(made).isEqualTo(4);
    }
    Http.Answer sixth = Operator.send("POST", path, "{}");
    assertThat(sixth.status()).isEqualTo(409);
    assertThat(sixth.json().get("detail").asText()).contains("5 live secrets");
    assertThat(Operator.send("DELETE", path + "/" + idOf(vendor.secret())).status()).isEqualTo(204);
    assertThat(Operator.send("POST", path, "{}").status()).isEqualTo(201);
  }

  @Test
  void listsInPagesAndNeverShowsASecret() {
    String second = add(Map.of()).get("secret").asText();

    Http.Answer first = Operator.send("GET", path + "?limit=1");
    Http.Answer rest = Operator.send("GET", path + "?after=" + first.json().get("next").asText());

    assertThat(first.json().get("items")).hasSize(1);
    assertThat(rest.json().get("items")).hasSize(1);
    assertThat(first.body() + rest.body()).doesNotContain(second, vendor.secret(), "digest");
  }

  @Test
  void aClientWithKeysOrADisabledOneGetsNoSecret() {
    String withKeys = SigningClient.byPem(SigningAlgorithm.ES256).id();
    assertThat(Operator.send("POST", "/admin/v1/clients/" + withKeys + "/secrets", "{}").status())
        .isEqualTo(409);
    Operator.send("DELETE", "/admin/v1/clients/" + vendor.id());
    assertThat(Operator.send("POST", path, "{}").status()).isEqualTo(409);
  }

  @Test
  void unknownResourceIs404() {
    String another = idOf(Vendor.create("profile:read").secret());
    for (String client : new String[] {"nobody", "%00"}) {
      String nobodys = "/admin/v1/clients/" + client + "/secrets";
      assertThat(Operator.send("POST", nobodys, "{}").status()).isEqualTo(404);
      assertThat(Operator.send("GET", nobodys).status()).isEqualTo(404);
      assertThat(Operator.send("DELETE", nobodys + "/" + another).status()).isEqualTo(404);
    }
    for (String secret : new String[] {another, "nothing", "%00"}) {
      assertThat(Operator.send("DELETE", path + "/" + secret).status()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{",
        "1",
        "{} {}",
        "{\"expires_at\":\"yesterday\"}",
        "{\"expires_at\":\"2001-01-01T00:00:00Z\"}",
        "{\"expires_at\":9223372036854775807}",
        "{\"expires_at\":99999999999999999999}",
        "{\"others_expire_at\":\"2001-01-01T00:00:00Z\"}",
        "{\"others_expire_at\":\"+300000-01-01T00:00:00Z\"}",
        "{\"expires_at\":null,\"expires_at\":null}"
      })
  void oddRequestsAre400(String body) {
    Http.Answer answer = Operator.send("POST", path, body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.reason()).isEqualTo("request_invalid");
  }

  @Test
  void needsTheScope() {
    Http.Answer answer =
        Http.get(Service.AUTH, path, "Authorization", "Bearer " + vendor.systemToken());
    assertThat(answer.reason()).isEqualTo("scope_insufficient");
  }
}
