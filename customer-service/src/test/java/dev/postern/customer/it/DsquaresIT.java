package dev.postern.customer.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.stack.Service;
import dev.postern.testkit.Await;
import dev.postern.testkit.Dsquares;
import dev.postern.testkit.GuardedEndpoints;
import dev.postern.testkit.Http;
import dev.postern.testkit.Json;
import dev.postern.testkit.OAuth;
import dev.postern.testkit.Person;
import dev.postern.testkit.Sql;
import dev.postern.testkit.TestStack;
import dev.postern.testkit.Vendor;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Dsquares dialect: a login that is carried on by refresh tokens. */
class DsquaresIT {
  private final Vendor vendor = Vendor.create(GuardedEndpoints.SCOPES);
  private final String systemToken = vendor.systemToken();
  private final Person customer = Person.create();

  /** A pair as the partner holds it. */
  private record Pair(String accessToken, String refreshToken) {
    static Pair ofLogin(Http.Answer answer) {
      return new Pair(OAuth.access(answer), OAuth.refreshToken(answer));
    }

    static Pair ofRefresh(Http.Answer answer) {
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      JsonNode json = answer.json();
      return new Pair(json.get("AccessToken").asText(), json.get("RefreshToken").asText());
    }

    String sid() {
      return OAuth.claim(accessToken, "sid");
    }
  }

  private Pair login() {
    return Pair.ofLogin(Dsquares.login(customer));
  }

  private static Http.Answer refresh(int replica, Pair pair) {
    return Dsquares.refresh(replica, pair.accessToken(), pair.refreshToken());
  }

  private static void assertRefused(Http.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(401);
    assertThat(answer.reason()).isEqualTo("refresh_token_invalid");
    assertThat(answer.header("cache-control")).contains("no-store");
  }

  private GuardedEndpoints.Caller with(String customerToken) {
    return new GuardedEndpoints.Caller(vendor, systemToken, customerToken);
  }

  @Test
  void aRefreshIsAnsweredInTheDialectAndByteByByteAgain() {
    Pair first = login();
    Http.Answer answer = refresh(0, first);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    JsonNode json = answer.json();
    assertThat(Json.fieldNames(json))
        .containsExactlyInAnyOrder("AccessToken", "RefreshToken", "TokenType", "ExpiresIn");
    assertThat(json.get("TokenType").asText()).isEqualTo("Bearer");
    assertThat(json.get("ExpiresIn").isIntegralNumber()).isTrue();
    assertThat(answer.header("cache-control")).contains("no-store");
    for (int replica = 0; replica < TestStack.REPLICAS; replica++) {
      assertThat(refresh(replica, first).body()).isEqualTo(answer.body());
    }
    Pair second = Pair.ofRefresh(answer);
    GuardedEndpoints.assertAllowed(GuardedEndpoints.ofProfiles(), with(second.accessToken()));
    assertThat(OAuth.claim(second.accessToken(), "sub"))
        .isEqualTo(OAuth.claim(first.accessToken(), "sub"));
    assertThat(refresh(0, second).status()).isEqualTo(200);
  }

  @Test
  void anAccessTokenOfAnotherLoginIsRefusedAndBothLiveOn() {
    Pair one = login();
    Pair other = login();

    assertRefused(Dsquares.refresh(0, one.accessToken(), other.refreshToken()));
    assertRefused(Dsquares.refresh(0, systemToken, one.refreshToken()));
    assertRefused(Dsquares.refresh(0, customer.token(), one.refreshToken()));
    assertRefused(Dsquares.refresh(0, "x.y.z", one.refreshToken()));
    assertRefused(Dsquares.refresh(0, tampered(one.accessToken()), one.refreshToken()));
    assertRefused(Dsquares.refresh(0, "x".repeat(10_000), one.refreshToken()));

    assertThat(refresh(0, one).status()).isEqualTo(200);
    assertThat(refresh(0, other).status()).isEqualTo(200);
  }

  /** The signature's first character is another one. */
  private static String tampered(String jwt) {
    int at = jwt.lastIndexOf('.') + 1;
    return jwt.substring(0, at) + (jwt.charAt(at) == 'A' ? 'B' : 'A') + jwt.substring(at + 1);
  }

  @Test
  void anExpiredAccessTokenOfTheSameLoginIsAccepted() throws Exception {
    Pair first = login();
    endOfLogin(first, "2 seconds");
    Pair brief = Pair.ofRefresh(refresh(0, first));
    endOfLogin(first, "1 day");
    Instant end = Instant.ofEpochSecond(Long.parseLong(OAuth.claim(brief.accessToken(), "exp")));
    assertThat(end).isBefore(Instant.now().plusSeconds(4));
    Await.until(
        "the token has expired",
        Duration.ofSeconds(10),
        () ->
            vendor
                .getProfile(systemToken, brief.accessToken())
                .reason()
                .equals("customer_token_expired"));

    assertThat(refresh(0, brief).status()).isEqualTo(200);
  }

  private static void endOfLogin(Pair pair, String in) throws SQLException {
    for (String table : List.of("refresh_family WHERE id", "refresh_token WHERE family_id")) {
      Sql.execute(
          "UPDATE %s = '%s'"
              .formatted(
                  table.replace(" WHERE", " SET expires_at = now() + interval '" + in + "' WHERE"),
                  pair.sid()));
    }
  }

  @Test
  void refreshTokensOfClientsAndOfCustomersAreNotMistakenForEachOther() {
    Vendor refreshing = Vendor.refreshing("profile:read");
    Http.Answer granted = OAuth.token(refreshing);
    Pair pair = login();

    assertRefused(Dsquares.refresh(0, OAuth.access(granted), OAuth.refreshToken(granted)));
    assertRefused(Dsquares.refresh(0, pair.accessToken(), OAuth.refreshToken(granted)));
    Http.Answer refused = OAuth.refresh(refreshing, pair.refreshToken());
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().get("error").asText()).isEqualTo("invalid_grant");

    assertThat(refresh(0, pair).status()).isEqualTo(200);
    assertThat(OAuth.refresh(refreshing, OAuth.refreshToken(granted)).status()).isEqualTo(200);
  }

  @Test
  void threat13ATokenUsedTwiceRevokesTheLoginEverywhere() {
    Pair first = login();
    Pair second = Pair.ofRefresh(refresh(0, first));
    Pair third = Pair.ofRefresh(refresh(0, second));
    GuardedEndpoints.assertAllowed(GuardedEndpoints.ofProfiles(), with(third.accessToken()));

    assertRefused(refresh(0, first));
    long revoked = System.nanoTime();

    for (Pair pair : List.of(first, second, third)) {
      GuardedEndpoints.assertRefused(
          GuardedEndpoints.ofProfiles(),
          with(pair.accessToken()),
          "customer_token_revoked",
          revoked);
    }
    assertRefused(refresh(0, third));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "{\"AccessToken\":\"x\"}",
        "{\"RefreshToken\":\"x\"}",
        "{\"AccessToken\":null,\"RefreshToken\":\"x\"}",
        "{\"AccessToken\":{},\"RefreshToken\":\"x\"}",
        "{"
      })
  void whatIsNoRefreshIs400(String body) {
    Http.Answer answer = Http.post(Service.AUTH, Dsquares.REFRESH, Http.JSON, body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"refresh_token", "ACCESS_TOKEN", "RefreshToken", "accesstoken"})
  void aSecretInTheQueryIs400AndTheLoginLivesOn(String name) {
    Pair pair = login();
    String body = Dsquares.refreshBody(pair.accessToken(), pair.refreshToken());

    Http.Answer answer =
        Http.post(
            Service.AUTH,
            Dsquares.REFRESH + "?" + name + "=" + pair.refreshToken(),
            Http.JSON,
            body);

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.reason()).isEqualTo("secret_in_query");
    assertThat(answer.body()).doesNotContain(pair.refreshToken());
    assertThat(refresh(0, pair).status()).isEqualTo(200);
  }
}
