package dev.postern.customer.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.stack.Service;
import dev.postern.testkit.Await;
import dev.postern.testkit.Browser;
import dev.postern.testkit.Dsquares;
import dev.postern.testkit.GuardedEndpoints;
import dev.postern.testkit.Http;
import dev.postern.testkit.OAuth;
import dev.postern.testkit.Operator;
import dev.postern.testkit.Person;
import dev.postern.testkit.Sql;
import dev.postern.testkit.Vendor;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The end of a session and the revocation of its tokens belong together, whatever comes between
 * them.
 */
class SessionRevocationIT {
  private static final Duration SOON = Duration.ofSeconds(1);
  private final Person customer = Person.create();
  private final Vendor vendor = Vendor.create(GuardedEndpoints.SCOPES);

  /** As if auth-service had not been reachable, or another logout were still in progress. */
  @Test
  void aRepeatedLogoutIsAnsweredOnlyWhenTheTokensAreDead() throws SQLException {
    String jwt = customer.token();
    endBehindOurBack(OAuth.claim(jwt, "sid"));

    assertThat(byToken(jwt, "/logout", "").status()).isEqualTo(204);

    assertThat(vendor.getProfile(vendor.systemToken(), jwt).reason())
        .isEqualTo("customer_token_revoked");
  }

  @Test
  void whatIsLeftToBeToldOfACustomerIsToldBeforeTheyAreAnswered() throws SQLException {
    String mine = customer.token();
    String one = customer.token();
    String other = customer.token();
    String path = "/sessions/" + OAuth.claim(one, "sid");
    endBehindOurBack(OAuth.claim(one, "sid"));
    assertThat(delete(mine, path).status()).isEqualTo(404);
    placeOrder("SESSION", OAuth.claim(one, "sid"), "1 hour");

    assertThat(delete(mine, path).status()).isEqualTo(204);
    assertThat(vendor.getProfile(vendor.systemToken(), one).reason())
        .isEqualTo("customer_token_revoked");
    assertThat(delete(mine, path).status()).isEqualTo(404);

    endBehindOurBack(OAuth.claim(other, "sid"));
    placeOrder("SESSION", OAuth.claim(other, "sid"), "1 hour");
    assertThat(byToken(mine, "/sessions:end", "{\"which\":\"others\"}").status()).isEqualTo(204);
    assertThat(vendor.getProfile(vendor.systemToken(), other).reason())
        .isEqualTo("customer_token_revoked");
    assertThat(vendor.getProfile(vendor.systemToken(), mine).status()).isEqualTo(200);
  }

  @Test
  void anOrderThatIsToldLateEndsNoLaterLogin() throws Exception {
    Person someone = Person.create();
    String jwt = someone.token();
    Browser browser = Browser.login(0, someone);
    Http.Answer dsquares = Dsquares.login(someone);

    placeOrder("CUSTOMER", someone.customerId(), "-1 minute");

    Await.until(
        "the order is carried out",
        SOON.multipliedBy(5),
        () -> !Sql.dump(Service.CUSTOMER, "revocation_order").toString().contains("CUSTOMER"));
    // Events are applied in their order: who has confirmed a later one has heard of it.
    OAuth.revoke(vendor, vendor.systemToken(), "wait", "applied");
    assertThat(vendor.getProfile(vendor.systemToken(), jwt).status()).isEqualTo(200);
    assertThat(browser.get(0, "/session").status()).isEqualTo(200);
    assertThat(Dsquares.refresh(dsquares).status()).isEqualTo(200);
  }

  /** The token passes the guard, as if the process had not yet received the revocation. */
  @Test
  void aSessionThatAnOperatorHasRevokedGetsNoFreshToken() throws SQLException {
    Person person = Person.create();
    Operator.send(
        "POST",
        "/admin/v1/events?wait=applied",
        Operator.json(Map.of("kind", "subject", "id", person.customerId())));
    String jwt = person.login().json().path("JWT").asText();
    String path = "/channels/web/context?refresh=true";
    String bearer = "Bearer " + jwt;
    assertThat(Http.get(Service.CUSTOMER, path, "Authorization", bearer).status()).isEqualTo(200);
    Sql.execute(
        Service.CUSTOMER,
        "UPDATE session SET started_at = now() - interval '1 minute' WHERE id = '"
            + OAuth.claim(jwt, "sid")
            + "'");

    Http.Answer fresh = Http.get(Service.CUSTOMER, path, "Authorization", bearer);

    assertThat(fresh.status()).isEqualTo(401);
    assertThat(fresh.reason()).isEqualTo("session_invalid");
  }

  /** Several revokes at once reach into the next seconds, so one is met however slow this is. */
  @Test
  void loginsInTheSecondOfAKillBeginBehindIt() {
    Person someone = Person.create();
    for (int round = 0; round < 3; round++) {
      Browser before = Browser.login(0, someone);
      assertThat(before.post(0, "/sessions:end", "{\"which\":\"all\"}").status()).isEqualTo(204);

      String mine = someone.token();
      Http.Answer dsquares = Dsquares.login(someone);
      String other = OAuth.access(dsquares);

      assertThat(Http.get(Service.CUSTOMER, "/sessions", "Authorization", "Bearer " + mine).body())
          .contains(OAuth.claim(mine, "sid"), OAuth.claim(other, "sid"));
      assertThat(
              ChannelContext.get("web", true, "Authorization", "Bearer " + mine)
                  .path("Auth")
                  .isObject())
          .isTrue();
      assertThat(Dsquares.refresh(dsquares).status()).isEqualTo(200);
      assertThat(byToken(mine, "/sessions:end", "{\"which\":\"others\"}").status()).isEqualTo(204);
      assertThat(vendor.getProfile(vendor.systemToken(), other).reason())
          .isEqualTo("customer_token_revoked");
      assertThat(vendor.getProfile(vendor.systemToken(), mine).status()).isEqualTo(200);
    }
  }

  /** Ends the row without revoking its tokens. */
  private static void endBehindOurBack(String sid) throws SQLException {
    Sql.execute(Service.CUSTOMER, "UPDATE session SET ended_at = now() WHERE id = '" + sid + "'");
  }

  /** An order of this age; one of the future is left alone by the rounds. */
  private void placeOrder(String kind, String id, String at) throws SQLException {
    String customerId = kind.equals("CUSTOMER") ? id : customer.customerId();
    Sql.execute(
        Service.CUSTOMER,
        "INSERT INTO revocation_order (kind, id, customer_id, placed_at) VALUES ('%s', '%s', '%s', now() + interval '%s')"
            .formatted(kind, id, customerId, at));
  }

  private static Http.Answer byToken(String jwt, String path, String json) {
    return Http.post(Service.CUSTOMER, path, Http.JSON, json, "Authorization", "Bearer " + jwt);
  }

  private static Http.Answer delete(String jwt, String path) {
    return Http.send(
        Http.request(Service.CUSTOMER, path).header("Authorization", "Bearer " + jwt).DELETE());
  }
}
