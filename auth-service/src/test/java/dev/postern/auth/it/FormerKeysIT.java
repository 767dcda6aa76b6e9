package dev.postern.auth.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.auth.v1.CustomerToken;
import dev.postern.stack.Service;
import dev.postern.testkit.Await;
import dev.postern.testkit.CustomerServiceClient;
import dev.postern.testkit.Dsquares;
import dev.postern.testkit.Http;
import dev.postern.testkit.Operator;
import dev.postern.testkit.SigningKeys;
import dev.postern.testkit.Sql;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** A login outlives the key that signed its last access token, unless that key was revoked. */
class FormerKeysIT {
  private static final String PATH = SigningKeys.PATH;

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
        "a new key is made",
        SigningKeys.ROTATED_WITHIN,
        () -> Operator.send("POST", PATH).status() == 201);
  }

  /** Its time is over, as it would be a day later. */
  private static void age(String kid) throws Exception {
    Sql.execute(
        "UPDATE signing_key SET removes_at = now() - interval '1 second' WHERE kid = '%s'"
            .formatted(kid));
    Await.until(
        "it publishes no longer " + kid,
        SigningKeys.ROTATED_WITHIN,
        () -> {
          assertThat(Http.get(Service.AUTH, "/.well-known/jwks.json").body()).doesNotContain(kid);
          return state(kid).equals("REMOVED");
        });
  }

  private static CustomerToken login() {
    return CustomerServiceClient.issue("it-" + UUID.randomUUID(), true);
  }

  private static Http.Answer refresh(CustomerToken login) {
    return Dsquares.refresh(0, login.getJwt(), login.getRefreshToken());
  }

  @Test
  void aLoginOutlivesTheKeyOfItsAccessTokenAndNotOneThatWasRevoked() throws Exception {
    CustomerToken idle = login();
    CustomerToken longer = login();
    CustomerToken dead = login();
    String kid = SigningKeys.kid(idle.getJwt());
    assertThat(SigningKeys.kid(dead.getJwt())).isEqualTo(kid);
    rotate();
    Await.until(
        "it signs no more", SigningKeys.ROTATED_WITHIN, () -> state(kid).equals("RETIRING"));

    age(kid);

    assertThat(refresh(idle).status()).isEqualTo(200);
    assertThat(refresh(longer).status()).isEqualTo(200);
    assertThat(Operator.send("POST", PATH + "/" + kid + ":revoke", "").status()).isEqualTo(204);

    assertThat(key(kid).has("removes_at")).isFalse();
    Http.Answer refused = refresh(dead);
    assertThat(refused.status()).as(refused.body()).isEqualTo(401);
    assertThat(refused.reason()).isEqualTo("refresh_token_invalid");
  }
}
