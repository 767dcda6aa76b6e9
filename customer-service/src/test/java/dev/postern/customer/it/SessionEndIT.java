package dev.postern.customer.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.stack.Service;
import dev.postern.testkit.Await;
import dev.postern.testkit.Browser;
import dev.postern.testkit.GuardedEndpoints;
import dev.postern.testkit.Http;
import dev.postern.testkit.OAuth;
import dev.postern.testkit.Operator;
import dev.postern.testkit.Person;
import dev.postern.testkit.Sql;
import dev.postern.testkit.Vendor;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How sessions are listed, and how they end. */
class SessionEndIT {
  private static final Duration SOON = Duration.ofSeconds(1);
  private final Person customer = Person.create();
  private final Vendor vendor = Vendor.create(GuardedEndpoints.SCOPES);

  @Test
  void sessionsAreListedAndEndedOneOthersAll() {
    Person other = Person.create();
    Browser mine = Browser.login(0, other);
    Browser second = Browser.login(0, other);
    Browser third = Browser.login(0, other);
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

    assertThat(mine.delete(0, "/sessions/" + second.sessionId()).status()).isEqualTo(204);
    assertThat(second.get(0, "/session").status()).isEqualTo(401);
    assertThat(mine.delete(0, "/sessions/" + second.sessionId()).status()).isEqualTo(404);
    assertThat(third.get(0, "/session").status()).isEqualTo(200);

    assertThat(mine.post(0, "/sessions:end", "{\"which\":\"others\"}").status()).isEqualTo(204);
    assertThat(third.get(0, "/session").status()).isEqualTo(401);
    assertThat(mine.get(0, "/session").status()).isEqualTo(200);
    String systemToken = OAuth.access(OAuth.token(vendor));
    assertThat(vendor.getProfile(systemToken, app).reason()).isEqualTo("customer_token_revoked");

    assertThat(mine.post(0, "/sessions:end", "{\"which\":\"all\"}").status()).isEqualTo(204);
    assertThat(mine.get(0, "/session").status()).isEqualTo(401);
    Browser again = Browser.login(0, other);
    assertThat(again.get(0, "/session").status()).isEqualTo(200);
    assertThat(again.post(0, "/session/token", "").status()).isEqualTo(200);
  }

  @Test
  void aNewPasswordEndsEverySessionAndTheOldOneOpensNothing() {
    Person someone = Person.create();
    Browser mine = Browser.login(0, someone);
    Browser elsewhere = Browser.login(0, someone);
    String app = someone.token();
    String fresh = "a new one, \uD83D\uDD11 and long";
    Person renewed = new Person(someone.username(), fresh, someone.customerId());

    assertThat(change(mine, "not it", fresh).status()).isEqualTo(401);
    assertThat(change(mine, someone.password(), "short").status()).isEqualTo(400);
    assertThat(change(mine, someone.password(), "password1").status()).isEqualTo(400);
    assertThat(mine.get(0, "/session").status()).isEqualTo(200);
    assertThat(change(mine, someone.password(), fresh).status()).isEqualTo(204);

    assertThat(mine.get(0, "/session").status()).isEqualTo(401);
    assertThat(elsewhere.get(0, "/session").status()).isEqualTo(401);
    assertThat(vendor.getProfile(OAuth.access(OAuth.token(vendor)), app).reason())
        .isEqualTo("customer_token_revoked");
    assertThat(Browser.loginAnswer(0, someone, "web").status()).isEqualTo(401);
    Browser again = Browser.login(0, renewed);
    assertThat(change(again, fresh, someone.password()).status()).isEqualTo(204);
  }

  @Test
  void whatAnOperatorHasRevokedIsNotListed() {
    Person person = Person.create();
    Browser revoked = Browser.login(0, person);
    Operator.send(
        "POST",
        "/admin/v1/events?wait=applied",
        Operator.json(Map.of("kind", "family", "id", revoked.sessionId())));
    Browser live = Browser.login(0, person);

    String listed = live.get(0, "/sessions").body();

    assertThat(listed).contains(live.sessionId()).doesNotContain(revoked.sessionId());
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
                    () -> person.login(0, person.password()).status() == 200));

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

    String end = browser.get(0, "/session").json().path("expires_at").asText();

    assertThat(Instant.parse(end)).isAfter(Instant.now().plus(Duration.ofMinutes(25)));
  }

  private static Http.Answer change(Browser browser, String current, String fresh) {
    return browser.post(0, "/password", Operator.json(Map.of("current", current, "new", fresh)));
  }
}
