package dev.postern.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.testkit.Await;
import dev.postern.testkit.Http;
import dev.postern.testkit.OAuth;
import dev.postern.testkit.Operator;
import dev.postern.testkit.Person;
import dev.postern.testkit.Sql;
import dev.postern.testkit.TestStack;
import java.time.Duration;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * A login outlives the key that signed its last access token, unless that key was revoked. Late in
 * the order of tests: it takes keys away.
 */
@Order(Integer.MAX_VALUE - 1)
class FormerKeysIT {
  private static final String PATH = "/admin/v1/signing-keys";
  private static final Duration ROTATED_WITHIN = Duration.ofSeconds(15);

  private final Person customer = Person.create();

  private static JsonNode key(String kid) {
    JsonNode items = Operator.send("GET", PATH + "?limit=200").json().get("items");
    return StreamSupport.stream(items.spliterator(), false)
        .filter(key -> key.get("kid").asText().equals(kid))
        .findFirst()
        .orElseThrow();
  }

  private static String state(String kid) {
    return key(kid).get("state").asText();
  }

  private static void rotate() {
    Await.until(
        "a new key is made", ROTATED_WITHIN, () -> Operator.send("POST", PATH).status() == 201);
  }

  /** Its time is over, as it would be a day later. */
  private static void age(String kid) throws Exception {
    Sql.execute(
        "UPDATE signing_key SET removes_at = now() - interval '1 second' WHERE kid = '%s'"
            .formatted(kid));
    Await.until(
        "no replica publishes " + kid,
        ROTATED_WITHIN,
        () -> {
          for (int replica = 0; replica < TestStack.REPLICAS; replica++) {
            String jwks =
                Http.send(Http.request(Service.AUTH, replica, "/.well-known/jwks.json")).body();
            assertThat(jwks).doesNotContain(kid);
          }
          return state(kid).equals("REMOVED");
        });
  }

  private Http.Answer login() {
    return Http.form(
        Service.CUSTOMER,
        "/token",
        Map.of(
            "Username", customer.username(),
            "Password", customer.password(),
            "Grant_Type", "Password"));
  }

  private static Http.Answer refresh(int replica, Http.Answer login) {
    return Http.post(
        Service.AUTH,
        replica,
        "/api/Auth/RefreshToken",
        Http.JSON,
        Operator.json(
            Map.of("AccessToken", OAuth.access(login), "RefreshToken", OAuth.refreshToken(login))));
  }

  @Test
  void aLoginOutlivesTheKeyOfItsAccessTokenAndNotOneThatWasRevoked() throws Exception {
    Http.Answer idle = login();
    Http.Answer longer = login();
    Http.Answer dead = login();
    String kid = SigningKeysIT.kid(OAuth.access(idle));
    assertThat(SigningKeysIT.kid(OAuth.access(dead))).isEqualTo(kid);
    rotate();
    Await.until("it signs no more", ROTATED_WITHIN, () -> state(kid).equals("RETIRING"));

    age(kid);

    assertThat(refresh(0, idle).status()).isEqualTo(200);
    assertThat(refresh(1, longer).status()).isEqualTo(200);
    assertThat(Operator.send("POST", PATH + "/" + kid + ":revoke", "").status()).isEqualTo(204);

    assertThat(key(kid).has("removes_at")).isFalse();
    for (int replica = 0; replica < TestStack.REPLICAS; replica++) {
      Http.Answer refused = refresh(replica, dead);
      assertThat(refused.status()).as(refused.body()).isEqualTo(401);
      assertThat(refused.reason()).isEqualTo("refresh_token_invalid");
    }
  }
}
