package dev.postern.stack.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.stack.Service;
import dev.postern.testkit.Await;
import dev.postern.testkit.Http;
import dev.postern.testkit.Json;
import dev.postern.testkit.Operator;
import dev.postern.testkit.Person;
import dev.postern.testkit.SigningKeys;
import dev.postern.testkit.Vendor;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Threat 11: signing keys follow one another, and are revoked, at all services. */
class SigningKeyRotationIT {
  private static final String PATH = SigningKeys.PATH;

  private static final int CALLERS = 3;
  private final Vendor vendor = Vendor.seeded();
  private final Person customer = Person.create();

  private static void rotateTo(String algorithm) {
    String kid = SigningKeys.create(algorithm);
    SigningKeys.awaitTrue(() -> SigningKeys.activeKid().equals(kid));
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
      Await.until(
          "the callers go on",
          SigningKeys.ROTATED_WITHIN,
          () -> calls.get() > before + 4 * CALLERS);
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
    String pending = SigningKeys.create("ES256");
    revokeActiveKey();
    assertThat(SigningKeys.activeKid()).isEqualTo(pending);
    assertThat(SigningKeys.kid(vendor.systemToken())).isEqualTo(pending);
  }

  @Test
  void revokingTheActiveKeyWithoutASuccessorMakesOne() throws Exception {
    SigningKeys.awaitTrue(() -> SigningKeys.in("PENDING").isEmpty());
    revokeActiveKey();
  }

  /** Its tokens are dead within a second, and new ones work at once. */
  private void revokeActiveKey() {
    String revoked = SigningKeys.activeKid();
    String operatorToken = Vendor.operatorToken();
    String systemToken = vendor.systemToken();
    String customerToken = customer.token();
    assertThat(SigningKeys.kid(operatorToken)).isEqualTo(revoked);
    assertThat(vendor.getProfile(systemToken, customerToken).status()).isEqualTo(200);

    Http.Answer entry =
        Operator.sendAs(operatorToken, "POST", PATH + "/" + revoked + ":revoke?wait=applied", "");
    long revokedNanos = System.nanoTime();

    assertThat(entry.status()).as(entry.body()).isEqualTo(200);
    assertThat(entry.json().get("complete").asBoolean()).as(entry.body()).isTrue();
    assertThat(entry.json().get("verifiers").asInt()).isGreaterThanOrEqualTo(3);
    assertThat(vendor.getProfile(vendor.systemToken(), customer.token()).status())
        .as("new tokens")
        .isEqualTo(200);
    SigningKeys.awaitTrue(() -> Operator.sendAs(operatorToken, "GET", PATH, "").status() == 401);
    SigningKeys.awaitTrue(() -> imports(operatorToken).status() == 401);
    SigningKeys.awaitTrue(() -> vendor.getProfile(systemToken, customerToken).status() == 401);
    assertThat(Duration.ofNanos(System.nanoTime() - revokedNanos))
        .isLessThan(Duration.ofSeconds(1));
    assertThat(imports(Vendor.operatorToken()).status()).isEqualTo(200);
    assertThat(Http.get(Service.AUTH, "/.well-known/jwks.json").body()).doesNotContain(revoked);
    assertThat(SigningKeys.kid(vendor.systemToken())).isNotEqualTo(revoked);
    assertThat(Operator.send("POST", PATH + "/" + revoked + ":revoke", "").status()).isEqualTo(204);
    assertThat(Operator.send("POST", PATH + "/" + revoked + ":activate", "").status())
        .isEqualTo(409);
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
