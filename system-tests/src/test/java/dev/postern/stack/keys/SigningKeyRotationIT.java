package dev.postern.stack.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.stack.Service;
import dev.postern.testkit.Await;
import dev.postern.testkit.Http;
import dev.postern.testkit.Json;
import dev.postern.testkit.Person;
import dev.postern.testkit.Vendor;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Threat 11: signing keys follow one another, and are revoked, at all services. */
class SigningKeyRotationIT {
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

  private static String create(String algorithm) {
    awaitTrue(() -> keys("PENDING").isEmpty());
    Http.Answer made = operator("POST", PATH, "{\"algorithm\":\"" + algorithm + "\"}");
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    assertThat(made.json().get("algorithm").asText()).isEqualTo(algorithm);
    return made.json().get("kid").asText();
  }

  private static void rotateTo(String algorithm) {
    String kid = create(algorithm);
    awaitTrue(() -> activeKid().equals(kid));
  }

  private static void awaitTrue(BooleanSupplier condition) {
    Await.until("the keys are in that state", ROTATED_WITHIN, condition::getAsBoolean);
  }

  static String kid(String token) {
    return Json.header(token).get("kid").asText();
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
                                algorithms.add(Json.header(fresh).get("alg").asText());
                                for (String token : List.of(fresh, oldest)) {
                                  Http.Answer answer = vendor.getProfile(token, customers);
                                  calls.incrementAndGet();
                                  if (answer.status() != 200) {
                                    refused.add(Json.header(token) + " " + answer.body());
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
      int before = calls.get();
      Await.until("the callers go on", ROTATED_WITHIN, () -> calls.get() > before + 4 * CALLERS);
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
  private void revokeActiveKey() {
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
}
