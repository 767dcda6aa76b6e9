package dev.postern.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.testkit.Http;
import dev.postern.testkit.Person;
import dev.postern.testkit.TestStack;
import dev.postern.testkit.Vendor;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Signing keys as they follow one another, and as they are revoked. Late in the order of tests: a
 * revoked key takes with it every token that another test may hold.
 */
@Order(Integer.MAX_VALUE - 1)
class SigningKeysIT {
  private static final String PATH = "/admin/v1/signing-keys";

  /** The stack's publish-lead is 2 s. */
  private static final Duration ROTATED_WITHIN = Duration.ofSeconds(15);

  private static final int CALLERS = 3;
  private final Vendor vendor = Vendor.seeded();
  private final Person customer = Person.create();

  /** Always a fresh token: a test that revokes keys revokes the operator's too. */
  private static Http.Answer operator(String method, String path, String body) {
    return operator(Vendor.operatorToken(), method, path, body);
  }

  private static Http.Answer operator(String token, String method, String path, String body) {
    return Http.send(
        Http.request(Service.AUTH, path)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", Http.JSON)
            .method(method, BodyPublishers.ofString(body)));
  }

  private static List<JsonNode> keys(String state) {
    JsonNode items = operator("GET", PATH + "?limit=200", "").json().get("items");
    return StreamSupport.stream(items.spliterator(), false)
        .filter(key -> key.get("state").asText().equals(state))
        .toList();
  }

  private static String activeKid() {
    return keys("ACTIVE").getFirst().get("kid").asText();
  }

  private static String create(String algorithm) throws InterruptedException {
    awaitTrue(() -> keys("PENDING").isEmpty());
    Http.Answer made = operator("POST", PATH, "{\"algorithm\":\"" + algorithm + "\"}");
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    assertThat(made.json().get("algorithm").asText()).isEqualTo(algorithm);
    return made.json().get("kid").asText();
  }

  private static void rotateTo(String algorithm) throws InterruptedException {
    String kid = create(algorithm);
    awaitTrue(() -> activeKid().equals(kid));
  }

  private static void awaitTrue(BooleanSupplier condition) throws InterruptedException {
    Instant deadline = Instant.now().plus(ROTATED_WITHIN);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(deadline);
      Thread.sleep(50);
    }
  }

  private static JsonNode header(String token) {
    byte[] json = Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.')));
    try {
      return Files0600.JSON.readTree(new String(json, StandardCharsets.UTF_8));
    } catch (java.io.IOException noToken) {
      throw new AssertionError(noToken);
    }
  }

  static String kid(String token) {
    return header(token).get("kid").asText();
  }

  @Test
  void threat11RotationUnderLoadRefusesNotOneValidToken() throws Exception {
    Queue<String> refused = new ConcurrentLinkedQueue<>();
    Set<String> algorithms = ConcurrentHashMap.newKeySet();
    AtomicInteger calls = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    List<Thread> callers =
        IntStream.range(0, CALLERS)
            .mapToObj(
                caller ->
                    Thread.ofPlatform()
                        .start(
                            () -> {
                              String oldest = vendor.systemToken();
                              String customers = customer.token();
                              while (!over.get()) {
                                String fresh = vendor.systemToken();
                                algorithms.add(header(fresh).get("alg").asText());
                                for (String token : List.of(fresh, oldest)) {
                                  Http.Answer answer = vendor.getProfile(token, customers);
                                  calls.incrementAndGet();
                                  if (answer.status() != 200) {
                                    refused.add(header(token) + " " + answer.body());
                                  }
                                }
                                if (calls.get() % 20 == 0) {
                                  customers = customer.token();
                                }
                              }
                            }))
            .toList();
    for (String algorithm : List.of("ES256", "RS256", "EdDSA", "ES256")) {
      rotateTo(algorithm);
      Thread.sleep(500);
    }
    over.set(true);
    for (Thread caller : callers) {
      caller.join(Duration.ofSeconds(30));
    }
    assertThat(refused).isEmpty();
    assertThat(algorithms).containsExactlyInAnyOrder("ES256", "RS256", "EdDSA");
    assertThat(calls.get()).isGreaterThan(100);
  }

  @Test
  void aKeyIsPublishedBeforeItSignsAndStaysPublishedAfter() throws Exception {
    String before = activeKid();
    String tokenBefore = vendor.systemToken();
    Http.Answer jwksBefore = Http.get(Service.AUTH, "/.well-known/jwks.json");

    String next = create("RS256");

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
    assertThat(kid(vendor.systemToken())).isEqualTo(before);
    awaitTrue(() -> kid(vendor.systemToken()).equals(next));
    JsonNode retiring =
        keys("RETIRING").stream()
            .filter(key -> key.get("kid").asText().equals(before))
            .findFirst()
            .orElseThrow();
    assertThat(retiring.get("removes_at").asText())
        .isGreaterThan(retiring.get("retired_at").asText());
    assertThat(Http.get(Service.AUTH, "/.well-known/jwks.json").body()).contains(before, next);
    assertThat(vendor.getProfile(tokenBefore, customer.token()).status()).isEqualTo(200);
  }

  @Test
  void activatingBeforeTheLeadHasPassedIs409AndOneKeyIsPendingAtATime() throws Exception {
    String kid = create("ES256");
    Http.Answer early = operator("POST", PATH + "/" + kid + ":activate", "");
    assertThat(early.status()).isEqualTo(409);
    assertThat(early.json().get("detail").asText()).contains("it may sign from 20");
    Http.Answer second = operator("POST", PATH, "{}");
    assertThat(second.status()).isEqualTo(409);
    assertThat(second.json().get("detail").asText()).contains(kid);

    awaitTrue(() -> operator("POST", PATH + "/" + kid + ":activate", "").status() == 200);

    Http.Answer again = operator("POST", PATH + "/" + kid + ":activate", "");
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().get("state").asText()).isEqualTo("ACTIVE");
    String retiring = keys("RETIRING").getFirst().get("kid").asText();
    assertThat(operator("POST", PATH + "/" + retiring + ":activate", "").status()).isEqualTo(409);
  }

  @Test
  void revokingTheActiveKeyRevokesItsTokensEverywhereAndPromotesThePendingKey() throws Exception {
    String pending = create("ES256");
    revokeActiveKey();
    assertThat(activeKid()).isEqualTo(pending);
    assertThat(kid(vendor.systemToken())).isEqualTo(pending);
  }

  @Test
  void revokingTheActiveKeyWithoutASuccessorMakesOne() throws Exception {
    awaitTrue(() -> keys("PENDING").isEmpty());
    revokeActiveKey();
  }

  /** Its tokens are dead within a second, and new ones work at once. */
  private void revokeActiveKey() throws InterruptedException {
    String revoked = activeKid();
    String operatorToken = Vendor.operatorToken();
    String systemToken = vendor.systemToken();
    String customerToken = customer.token();
    assertThat(kid(operatorToken)).isEqualTo(revoked);
    assertThat(vendor.getProfile(systemToken, customerToken).status()).isEqualTo(200);

    Http.Answer entry =
        operator(operatorToken, "POST", PATH + "/" + revoked + ":revoke?wait=applied", "");
    long revokedNanos = System.nanoTime();

    assertThat(entry.status()).as(entry.body()).isEqualTo(200);
    assertThat(entry.json().get("complete").asBoolean()).as(entry.body()).isTrue();
    assertThat(entry.json().get("verifiers").asInt()).isGreaterThanOrEqualTo(3);
    assertThat(vendor.getProfile(vendor.systemToken(), customer.token()).status())
        .as("new tokens")
        .isEqualTo(200);
    awaitTrue(() -> operator(operatorToken, "GET", PATH, "").status() == 401);
    awaitTrue(() -> imports(operatorToken).status() == 401);
    awaitTrue(() -> vendor.getProfile(systemToken, customerToken).status() == 401);
    assertThat(Duration.ofNanos(System.nanoTime() - revokedNanos))
        .isLessThan(Duration.ofSeconds(1));
    assertThat(imports(Vendor.operatorToken()).status()).isEqualTo(200);
    assertThat(Http.get(Service.AUTH, "/.well-known/jwks.json").body()).doesNotContain(revoked);
    assertThat(kid(vendor.systemToken())).isNotEqualTo(revoked);
    assertThat(operator("POST", PATH + "/" + revoked + ":revoke", "").status()).isEqualTo(204);
    assertThat(operator("POST", PATH + "/" + revoked + ":activate", "").status()).isEqualTo(409);
  }

  /** An import of nobody. */
  private static Http.Answer imports(String token) {
    return Http.post(
        Service.CUSTOMER,
        "/admin/v1/customers:import",
        "application/x-ndjson",
        "",
        "Authorization",
        "Bearer " + token);
  }

  @Test
  void aRevokedKeyThatDoesNotSignLeavesTheActiveOne() throws Exception {
    String active = activeKid();
    String pending = create("EdDSA");
    assertThat(operator("POST", PATH + "/" + pending + ":revoke", "").status()).isEqualTo(204);
    assertThat(activeKid()).isEqualTo(active);
    assertThat(Http.get(Service.AUTH, "/.well-known/jwks.json").body()).doesNotContain(pending);
  }

  @Test
  void aBodyMayBeAbsent() throws Exception {
    awaitTrue(() -> keys("PENDING").isEmpty());
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
    Http.Answer answer = operator("POST", PATH, body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.header("content-type")).startsWith("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobody", "%00", "a%0d%0a", "..", "%3A", "a:b", "'%20or%201=1"})
  void whatIsNotThereIs404(String kid) {
    for (String verb : List.of("activate", "revoke")) {
      Http.Answer answer = operator("POST", PATH + "/" + kid + ":" + verb, "");
      assertThat(answer.status()).as(answer.body()).isEqualTo(404);
    }
    assertThat(operator("GET", PATH + "?limit=0", "").status()).isEqualTo(400);
  }

  @Test
  void readingAndWritingNeedTheirScopes() {
    Vendor reader = Vendor.create("admin:signing-keys:read");
    String token = reader.systemToken();
    assertThat(operator(token, "GET", PATH, "").status()).isEqualTo(200);
    for (String path : List.of(PATH, PATH + "/x:activate", PATH + "/x:revoke")) {
      assertThat(operator(token, "POST", path, "").reason()).isEqualTo("scope_insufficient");
    }
    assertThat(operator(vendor.systemToken(), "GET", PATH, "").reason())
        .isEqualTo("scope_insufficient");
  }

  @Test
  void theListShowsNoPrivateKeyAndHasPages() {
    String token = Vendor.operatorToken();
    Http.Answer page = operator(token, "GET", PATH + "?limit=1", "");
    assertThat(page.json().get("items")).hasSize(1);
    assertThat(page.body()).doesNotContain("sealed", "private", "\"d\"");
    Map<String, Object> key =
        Files0600.JSON.convertValue(
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
