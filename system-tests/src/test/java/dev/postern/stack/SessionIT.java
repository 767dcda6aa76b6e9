package dev.postern.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.testkit.Await;
import dev.postern.testkit.Browser;
import dev.postern.testkit.GuardedEndpoints;
import dev.postern.testkit.Http;
import dev.postern.testkit.OAuth;
import dev.postern.testkit.Operator;
import dev.postern.testkit.Person;
import dev.postern.testkit.Sql;
import dev.postern.testkit.TestStack;
import dev.postern.testkit.Vendor;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A login carried on by a cookie: what it opens, how it ends, and what others cannot do with it.
 */
class SessionIT {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Person customer = Person.create();
  private final Vendor vendor = Vendor.create(GuardedEndpoints.SCOPES);

  @Test
  void cookieIsSetAsTheContractHasItAndTheBodyHoldsNoToken() {
    Http.Answer login = Browser.loginAnswer(0, customer, "web");

    assertThat(login.status()).isEqualTo(200);
    assertThat(login.header("set-cookie"))
        .matches("__Host-postern=[A-Za-z0-9_-]+; Path=/; Secure; HttpOnly; SameSite=Lax");
    assertThat(login.header("cache-control")).isEqualTo("no-store");
    assertThat(login.json().has("JWT")).isFalse();
    assertThat(login.json().path("issued_at").isTextual()).isTrue();
    assertThat(login.json().path("customer_id").asText()).isEqualTo(customer.customerId());
  }

  @Test
  void cookieIsTradedForATokenAndTheContextOpensTheProfile() {
    Browser browser = Browser.login(0, customer);

    JsonNode token = browser.post(1, "/session/token", "").json();
    JsonNode context = browser.get(2, "/channels/web/context?refresh=true").json();

    assertThat(token.path("customer_id").asText()).isEqualTo(customer.customerId());
    assertThat(context.path("CustomerId").asText()).isEqualTo(customer.customerId());
    assertThat(context.path("Auth").path("Body").path("token_expiry").asText()).matches("[0-9]+");
    for (String jwt :
        new String[] {token.path("JWT").asText(), context.path("Auth").path("Token").asText()}) {
      assertThat(vendor.getProfile(OAuth.access(OAuth.token(0, vendor)), jwt).status())
          .isEqualTo(200);
    }
  }

  @Test
  void theSamePersonInEveryChannel() {
    for (String channel : new String[] {"web", "ios", "android"}) {
      JsonNode login =
          Http.form(
                  Service.CUSTOMER,
                  "/customer_authenticate",
                  Map.of(
                      "username", customer.username(),
                      "password", customer.password(),
                      "channel", channel))
              .json();
      String jwt = login.path("JWT").asText();
      JsonNode kept = context(channel, false, "customer-auth", "JWT " + jwt);
      JsonNode fresh = context(channel, true, "Authorization", "Bearer " + jwt);

      assertThat(login.path("customer_id").asText()).isEqualTo(customer.customerId());
      assertThat(kept.path("CustomerId").asText()).isEqualTo(customer.customerId());
      assertThat(kept.path("Auth").path("Token").asText()).isEqualTo(jwt);
      assertThat(fresh.path("Auth").path("Token").asText()).isNotEqualTo(jwt);
      assertThat(OAuth.claim(fresh.path("Auth").path("Token").asText(), "channel"))
          .isEqualTo(channel);
      assertThat(OAuth.claim(fresh.path("Auth").path("Token").asText(), "sub"))
          .isEqualTo(customer.customerId());
    }
  }

  @Test
  void logoutRevokesCookieAndTokensAtEveryReplicaAtOnce() {
    Browser browser = Browser.login(0, customer);
    String jwt = browser.post(0, "/session/token", "").json().path("JWT").asText();
    GuardedEndpoints.Caller caller =
        new GuardedEndpoints.Caller(vendor, OAuth.access(OAuth.token(0, vendor)), jwt);
    GuardedEndpoints.assertAllowed(GuardedEndpoints.ofProfiles(), caller);

    Http.Answer logout = browser.post(1, "/logout", "");

    assertThat(logout.status()).isEqualTo(204);
    assertThat(logout.header("set-cookie")).startsWith("__Host-postern=;").contains("Max-Age=0");
    for (int replica = 0; replica < TestStack.REPLICAS; replica++) {
      Http.Answer answer = browser.get(replica, "/session");
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.reason()).isEqualTo("session_invalid");
    }
    GuardedEndpoints.ofProfiles()
        .forEach(
            endpoint ->
                assertThat(endpoint.call().apply(caller)).isEqualTo("customer_token_revoked"));
  }

  @Test
  void cookieOpensTheProfileForAVendorWhoForwardsItUntilItsSessionEnds() {
    Browser browser = Browser.login(0, customer);
    String systemToken = OAuth.access(OAuth.token(0, vendor));
    for (int replica = 0; replica < TestStack.REPLICAS; replica++) {
      assertThat(browser.profile(replica, vendor, systemToken).status()).isEqualTo(200);
    }

    browser.post(2, "/logout", "");

    for (int replica = 0; replica < TestStack.REPLICAS; replica++) {
      Http.Answer answer = browser.profile(replica, vendor, systemToken);
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.reason()).isEqualTo("session_invalid");
    }
  }

  @Test
  void aLoginReplacesTheCookieThatCameWithIt() {
    Browser first = Browser.login(0, customer);
    String jwt = first.post(0, "/session/token", "").json().path("JWT").asText();

    Browser second = first.loginAgain(1, customer);

    assertThat(second.cookie()).isNotEqualTo(first.cookie());
    assertThat(first.get(2, "/session").status()).isEqualTo(401);
    assertThat(second.get(2, "/session").status()).isEqualTo(200);
    String systemToken = OAuth.access(OAuth.token(0, vendor));
    Await.until(
        "its token is dead, too",
        SOON,
        () -> vendor.getProfile(systemToken, jwt).reason().equals("customer_token_revoked"));
  }

  @Test
  void sessionsAreListedAndEndedOneOthersAll() {
    Person other = Person.create();
    Browser mine = Browser.login(0, other);
    Browser second = Browser.login(1, other);
    Browser third = Browser.login(2, other);
    String app = other.token();

    Http.Answer list = mine.get(0, "/sessions");
    Map<String, Boolean> listed = new LinkedHashMap<>();
    list.json()
        .path("items")
        .forEach(s -> listed.put(s.path("id").asText(), s.path("current").asBoolean()));
    assertThat(listed)
        .containsEntry(mine.sessionId(), true)
        .containsEntry(second.sessionId(), false)
        .containsEntry(third.sessionId(), false);
    assertThat(list.body()).doesNotContain(mine.cookie());

    assertThat(mine.delete(1, "/sessions/" + second.sessionId()).status()).isEqualTo(204);
    assertThat(second.get(0, "/session").status()).isEqualTo(401);
    assertThat(mine.delete(1, "/sessions/" + second.sessionId()).status()).isEqualTo(404);
    assertThat(third.get(0, "/session").status()).isEqualTo(200);

    assertThat(mine.post(0, "/sessions:end", "{\"which\":\"others\"}").status()).isEqualTo(204);
    assertThat(third.get(1, "/session").status()).isEqualTo(401);
    assertThat(mine.get(1, "/session").status()).isEqualTo(200);
    String systemToken = OAuth.access(OAuth.token(0, vendor));
    assertThat(vendor.getProfile(systemToken, app).reason()).isEqualTo("customer_token_revoked");

    assertThat(mine.post(0, "/sessions:end", "{\"which\":\"all\"}").status()).isEqualTo(204);
    assertThat(mine.get(0, "/session").status()).isEqualTo(401);
    Browser again = Browser.login(0, other);
    assertThat(again.get(1, "/session").status()).isEqualTo(200);
    assertThat(again.post(1, "/session/token", "").status()).isEqualTo(200);
  }

  @Test
  void aNewPasswordEndsEverySessionAndTheOldOneOpensNothing() {
    Person someone = Person.create();
    Browser mine = Browser.login(0, someone);
    Browser elsewhere = Browser.login(1, someone);
    String app = someone.token();
    String fresh = "a new one, \uD83D\uDD11 and long";
    Person renewed = new Person(someone.username(), fresh, someone.customerId());

    assertThat(change(mine, "not it", fresh).status()).isEqualTo(401);
    assertThat(change(mine, someone.password(), "short").status()).isEqualTo(400);
    assertThat(change(mine, someone.password(), "password1").status()).isEqualTo(400);
    assertThat(mine.get(2, "/session").status()).isEqualTo(200);
    assertThat(change(mine, someone.password(), fresh).status()).isEqualTo(204);

    assertThat(mine.get(2, "/session").status()).isEqualTo(401);
    assertThat(elsewhere.get(0, "/session").status()).isEqualTo(401);
    assertThat(vendor.getProfile(OAuth.access(OAuth.token(0, vendor)), app).reason())
        .isEqualTo("customer_token_revoked");
    assertThat(Browser.loginAnswer(0, someone, "web").status()).isEqualTo(401);
    Browser again = Browser.login(1, renewed);
    assertThat(change(again, fresh, someone.password()).status()).isEqualTo(204);
  }

  @Test
  void anotherCustomersSessionIsNotThere() {
    Browser mine = Browser.login(0, customer);
    Browser theirs = Browser.login(0, Person.create());

    assertThat(mine.delete(0, "/sessions/" + theirs.sessionId()).status()).isEqualTo(404);
    assertThat(theirs.get(0, "/session").status()).isEqualTo(200);
  }

  @Test
  void threat33FlippedTossedAndMisplacedCookiesAreRefused() {
    Browser browser = Browser.login(0, customer);
    String cookie = browser.cookie();
    for (int i = 0; i < cookie.length(); i += 7) {
      char flipped = cookie.charAt(i) == 'A' ? 'B' : 'A';
      assertThat(Browser.of(cookie.substring(0, i) + flipped + cookie.substring(i + 1)))
          .satisfies(forged -> assertThat(forged.get(0, "/session").status()).isEqualTo(401));
    }
    String last = cookie.substring(cookie.length() - 1);
    String twin = cookie.substring(0, cookie.length() - 1) + neighbour(last.charAt(0));
    assertThat(Browser.of(twin).get(0, "/session").status()).isEqualTo(401);
    assertThat(Browser.of(cookie + "=").get(0, "/session").status()).isEqualTo(401);
    assertThat(Browser.of(cookie + "; __Host-postern=" + cookie).get(0, "/session").status())
        .isEqualTo(400);
    assertThat(Http.get(Service.CUSTOMER, "/session", "Authorization", "Bearer " + cookie).status())
        .isEqualTo(401);
    assertThat(
            Http.get(Service.AUTH, "/admin/v1/clients", "Authorization", "Bearer " + cookie)
                .status())
        .isEqualTo(401);
    assertThat(Http.get(Service.CUSTOMER, "/session").status()).isEqualTo(401);
    assertThat(browser.get(0, "/session").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example", "null", "http://localhost:8444", ""})
  void threat33CrossSiteCallsHaveNoEffect(String origin) {
    Browser browser = Browser.login(0, customer);

    for (String path : new String[] {"/logout", "/session/token", "/sessions:end"}) {
      Http.Answer answer = browser.from(origin).post(0, path, "{\"which\":\"all\"}");
      assertThat(answer.status()).as(path).isEqualTo(403);
      assertThat(answer.reason()).isEqualTo("csrf_refused");
    }
    assertThat(browser.from(origin).delete(0, "/sessions/" + browser.sessionId()).status())
        .isEqualTo(403);
    assertThat(browser.get(0, "/session").status()).isEqualTo(200);
  }

  @Test
  void threat33NoCorsAndNoLoginForAnotherSitesPage() {
    Http.Answer login =
        Http.post(
            Service.CUSTOMER,
            "/customer_authenticate",
            Http.FORM,
            Http.encode(
                Map.of(
                    "username", customer.username(),
                    "password", customer.password(),
                    "session", "cookie")),
            "Origin",
            "https://evil.example");

    assertThat(login.status()).isEqualTo(403);
    assertThat(login.header("set-cookie")).isEmpty();
    assertThat(login.header("access-control-allow-origin")).isEmpty();
  }

  @Test
  void whatTheGuardHasNotProvenIsNeitherHandedOutNorMadeUseOf() {
    Browser browser = Browser.login(0, customer);
    String ownCookie = "__Host-postern=" + browser.cookie();

    Http.Answer context =
        Http.get(
            Service.CUSTOMER,
            "/channels/web/context",
            "Cookie",
            ownCookie,
            "Authorization",
            "Basic x");
    Http.Answer session =
        Http.get(
            Service.CUSTOMER,
            "/session",
            "Cookie",
            "__Host-postern=forged",
            "Authorization",
            "Bearer " + customer.token());

    String token = context.json().path("Auth").path("Token").asText();
    assertThat(vendor.getProfile(vendor.systemToken(), token).status()).isEqualTo(200);
    assertThat(session.status()).isEqualTo(404);
    assertThat(session.body()).doesNotContain("csrf_token");
  }

  @Test
  void onlyACookieIsTradedForATokenAndATokenForAFreshOneByItsContext() {
    Http.Answer byToken =
        Http.post(
            Service.CUSTOMER,
            "/session/token",
            Http.JSON,
            "",
            "Authorization",
            "Bearer " + customer.token());

    assertThat(byToken.status()).isEqualTo(401);
    assertThat(byToken.reason()).isEqualTo("session_missing");
    assertThat(byToken.json().path("detail").asText()).contains("__Host-postern");
  }

  @ParameterizedTest
  @ValueSource(strings = {"web/context?refresh=true", "ios/context"})
  void aLoginThatRefreshTokensCarryOnGetsNoTokenWithoutThem(String context) {
    Http.Answer login = dsquares(customer);
    String bearer = "Bearer " + OAuth.access(login);

    Http.Answer fresh = Http.get(Service.CUSTOMER, "/channels/" + context, "Authorization", bearer);

    assertThat(fresh.status()).isEqualTo(403);
    assertThat(fresh.reason()).isEqualTo("refresh_token_needed");
    assertThat(
            Http.get(Service.CUSTOMER, "/channels/web/context", "Authorization", bearer).status())
        .isEqualTo(200);
  }

  /** As if auth-service could not be told, or the one who logs out at the same time is not done. */
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
    Browser browser = Browser.login(1, someone);
    Http.Answer dsquares = dsquares(someone);

    placeOrder("CUSTOMER", someone.customerId(), "-1 minute");

    Await.until(
        "it is told",
        SOON.multipliedBy(5),
        () -> !Sql.dump(Service.CUSTOMER, "kill_order").toString().contains("CUSTOMER"));
    // Events are applied in their order: who has confirmed a later one has heard of it.
    OAuth.revoke(0, vendor, vendor.systemToken(), "wait", "applied");
    assertThat(vendor.getProfile(vendor.systemToken(), jwt).status()).isEqualTo(200);
    assertThat(browser.get(2, "/session").status()).isEqualTo(200);
    assertThat(refresh(dsquares).status()).isEqualTo(200);
  }

  @Test
  void whatAnOperatorHasRevokedIsNotListed() {
    Person person = Person.create();
    Browser revoked = Browser.login(0, person);
    Operator.send(
        "POST",
        "/admin/v1/events?wait=applied",
        Operator.json(Map.of("kind", "family", "id", revoked.sessionId())));
    Browser live = Browser.login(1, person);

    String listed = live.get(0, "/sessions").body();

    assertThat(listed).contains(live.sessionId()).doesNotContain(revoked.sessionId());
  }

  /** As if the token had passed the guard just before this process heard of the revocation. */
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
      Http.Answer dsquares = dsquares(someone);
      String other = OAuth.access(dsquares);

      assertThat(Http.get(Service.CUSTOMER, "/sessions", "Authorization", "Bearer " + mine).body())
          .contains(OAuth.claim(mine, "sid"), OAuth.claim(other, "sid"));
      assertThat(context("web", true, "Authorization", "Bearer " + mine).path("Auth").isObject())
          .isTrue();
      assertThat(refresh(dsquares).status()).isEqualTo(200);
      assertThat(byToken(mine, "/sessions:end", "{\"which\":\"others\"}").status()).isEqualTo(204);
      assertThat(vendor.getProfile(vendor.systemToken(), other).reason())
          .isEqualTo("customer_token_revoked");
      assertThat(vendor.getProfile(vendor.systemToken(), mine).status()).isEqualTo(200);
    }
  }

  @Test
  void theOldestSessionEndsWhenACustomerHasTooMany() throws SQLException {
    Person person = Person.create();
    String oldest = person.login().json().get("JWT").asText();
    String id = Person.resolve(person.customerId()).json().get("id").asText();
    Sql.execute(
        Service.CUSTOMER,
        "INSERT INTO session SELECT gen_random_uuid(), '"
            + id
            + "', 'web', 'COOKIE', now(), now(), now() + interval '1 hour',"
            + " now() + interval '1 hour', NULL FROM generate_series(1, 99)");
    assertThat(vendor.getProfile(vendor.systemToken(), oldest).status()).isEqualTo(200);

    IntStream.range(0, 6)
        .parallel()
        .forEach(
            i ->
                Await.until(
                    "somebody is let in, at the second try if there are too many",
                    SOON.multipliedBy(3),
                    () -> person.login(i % 3, person.password()).status() == 200));

    String systemToken = vendor.systemToken();
    Await.until(
        "the oldest is over",
        SOON,
        () -> vendor.getProfile(systemToken, oldest).reason().equals("customer_token_revoked"));
    assertThat(
            Sql.dump(
                Service.CUSTOMER,
                "(SELECT * FROM session WHERE ended_at IS NULL AND customer = '" + id + "')"))
        .hasSize(100);
  }

  @Test
  void aSessionThatIsSeenSaysTheEndThatItHasByThat() throws SQLException {
    Browser browser = Browser.login(0, customer);
    Sql.execute(
        Service.CUSTOMER,
        "UPDATE session SET last_seen_at = now() - interval '2 minutes',"
            + " idle_until = now() + interval '5 seconds' WHERE id = '"
            + browser.sessionId()
            + "'");

    String end = browser.get(1, "/session").json().path("expires_at").asText();

    assertThat(Instant.parse(end)).isAfter(Instant.now().plus(Duration.ofMinutes(25)));
  }

  private static Http.Answer dsquares(Person someone) {
    return Http.form(
        Service.CUSTOMER,
        "/token",
        Map.of(
            "Username", someone.username(),
            "Password", someone.password(),
            "Grant_Type", "Password"));
  }

  private static Http.Answer refresh(Http.Answer dsquares) {
    return Http.post(
        Service.AUTH,
        "/api/Auth/RefreshToken",
        Http.JSON,
        Operator.json(
            Map.of(
                "AccessToken", OAuth.access(dsquares),
                "RefreshToken", OAuth.refreshToken(dsquares))));
  }

  /** The row is over, and nobody was told to revoke what belongs to it. */
  private static void endBehindOurBack(String sid) throws SQLException {
    Sql.execute(Service.CUSTOMER, "UPDATE session SET ended_at = now() WHERE id = '" + sid + "'");
  }

  /** An order of this age; one of the future is left alone by the rounds. */
  private void placeOrder(String kind, String id, String at) throws SQLException {
    String customerId = kind.equals("CUSTOMER") ? id : customer.customerId();
    Sql.execute(
        Service.CUSTOMER,
        "INSERT INTO kill_order (kind, id, customer_id, placed_at) VALUES ('%s', '%s', '%s', now() + interval '%s')"
            .formatted(kind, id, customerId, at));
  }

  private static Http.Answer byToken(String jwt, String path, String json) {
    return Http.post(Service.CUSTOMER, path, Http.JSON, json, "Authorization", "Bearer " + jwt);
  }

  private static Http.Answer delete(String jwt, String path) {
    return Http.send(
        Http.request(Service.CUSTOMER, path).header("Authorization", "Bearer " + jwt).DELETE());
  }

  private static Http.Answer change(Browser browser, String current, String fresh) {
    return browser.post(0, "/password", Operator.json(Map.of("current", current, "new", fresh)));
  }

  private static JsonNode context(
      String channel, boolean refresh, String header, String credential) {
    return Http.get(
            Service.CUSTOMER,
            "/channels/" + channel + "/context?refresh=" + refresh,
            header,
            credential)
        .json();
  }

  /** Another last character whose leading bits are the same: base64url leaves some unused. */
  private static char neighbour(char last) {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    return alphabet.charAt(alphabet.indexOf(last) ^ 1);
  }
}
