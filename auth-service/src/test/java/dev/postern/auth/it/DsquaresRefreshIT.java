package dev.postern.auth.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.auth.v1.CustomerToken;
import dev.postern.stack.Service;
import dev.postern.testkit.Await;
import dev.postern.testkit.CustomerServiceClient;
import dev.postern.testkit.Http;
import dev.postern.testkit.Json;
import dev.postern.testkit.OAuth;
import dev.postern.testkit.Operator;
import dev.postern.testkit.Sql;
import dev.postern.testkit.Vendor;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The refresh of the Dsquares dialect, for logins that customer-service has begun. */
class DsquaresRefreshIT {
  private static final String PATH = "/api/Auth/RefreshToken";

  private static CustomerToken login() {
    return CustomerServiceClient.issue("it-" + UUID.randomUUID(), true);
  }

  private static Http.Answer refresh(String accessToken, String refreshToken) {
    return Http.post(
        Service.AUTH,
        PATH,
        Http.JSON,
        Operator.json(Map.of("AccessToken", accessToken, "RefreshToken", refreshToken)));
  }

  private static Http.Answer refresh(CustomerToken login) {
    return refresh(login.getJwt(), login.getRefreshToken());
  }

  private static void assertRefused(Http.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(401);
    assertThat(answer.reason()).isEqualTo("refresh_token_invalid");
  }

  @Test
  void answersWithTheNextTokensOfTheSameLogin() {
    CustomerToken login = login();

    JsonNode answer = refresh(login).json();

    assertThat(Json.fieldNames(answer))
        .containsExactlyInAnyOrder("AccessToken", "RefreshToken", "TokenType", "ExpiresIn");
    String next = answer.get("AccessToken").asText();
    assertThat(OAuth.claim(next, "sub")).isEqualTo(OAuth.claim(login.getJwt(), "sub"));
    assertThat(OAuth.claim(next, "sid")).isEqualTo(OAuth.claim(login.getJwt(), "sid"));
    assertThat(refresh(login).json()).as("in the grace period").isEqualTo(answer);
    assertThat(refresh(next, answer.get("RefreshToken").asText()).status()).isEqualTo(200);
  }

  @Test
  void refusesEveryAccessTokenButOneOfTheSameLogin() {
    CustomerToken login = login();
    Vendor vendor = Vendor.refreshing("profile:read");
    String granted = OAuth.refreshToken(OAuth.token(vendor));

    assertRefused(refresh(login().getJwt(), login.getRefreshToken()));
    assertRefused(refresh(vendor.systemToken(), login.getRefreshToken()));
    assertRefused(refresh("x.y.z", login.getRefreshToken()));
    assertRefused(refresh("x".repeat(10_000), login.getRefreshToken()));
    assertRefused(refresh(login.getJwt() + "x", login.getRefreshToken()));
    assertRefused(refresh(login.getJwt(), granted));
    assertRefused(refresh(login.getJwt(), "x"));
    assertThat(refresh(login).status()).isEqualTo(200);
  }

  @Test
  void acceptsAnExpiredAccessTokenOfTheSameLogin() throws Exception {
    CustomerToken login = login();
    end(login, "2 seconds");
    JsonNode brief = refresh(login).json();
    String token = brief.get("AccessToken").asText();
    end(login, "1 day");
    long expiry = Long.parseLong(OAuth.claim(token, "exp"));
    Await.until(
        "it has expired", Duration.ofSeconds(10), () -> Instant.now().getEpochSecond() > expiry);

    assertThat(refresh(token, brief.get("RefreshToken").asText()).status()).isEqualTo(200);
  }

  private static void end(CustomerToken login, String in) throws Exception {
    String sid = OAuth.claim(login.getJwt(), "sid");
    Sql.execute(
        "UPDATE refresh_family SET expires_at = now() + interval '%s' WHERE id = '%s'"
            .formatted(in, sid));
    Sql.execute(
        "UPDATE refresh_token SET expires_at = now() + interval '%s' WHERE family_id = '%s'"
            .formatted(in, sid));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{}",
        "{\"AccessToken\":\"x\"}",
        "{\"RefreshToken\":\"x\"}",
        "{\"AccessToken\":null,\"RefreshToken\":\"x\"}"
      })
  void malformedRequestsAre400(String body) {
    assertThat(Http.post(Service.AUTH, PATH, Http.JSON, body).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"refresh_token", "ACCESS_TOKEN", "RefreshToken", "accesstoken"})
  void secretsInTheQueryAre400(String name) {
    Http.Answer answer = Http.post(Service.AUTH, PATH + "?" + name + "=x", Http.JSON, "{}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.reason()).isEqualTo("secret_in_query");
  }
}
