package dev.postern.customer.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.stack.LegacyPasswordHashes;
import dev.postern.stack.Service;
import dev.postern.testkit.Await;
import dev.postern.testkit.Browser;
import dev.postern.testkit.Dsquares;
import dev.postern.testkit.GuardedEndpoints;
import dev.postern.testkit.Http;
import dev.postern.testkit.Imports;
import dev.postern.testkit.Json;
import dev.postern.testkit.Operator;
import dev.postern.testkit.Paused;
import dev.postern.testkit.Person;
import dev.postern.testkit.Sql;
import dev.postern.testkit.TestStack;
import dev.postern.testkit.Vendor;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A customer's life, as operators manage it: contracts §3 and §6. */
class CustomersIT {
  private static final Duration ERASED_WITHIN = Duration.ofSeconds(20);
  private final Vendor vendor = Vendor.create(GuardedEndpoints.SCOPES);
  private final String systemToken = vendor.systemToken();

  private GuardedEndpoints.Caller with(String customerToken) {
    return new GuardedEndpoints.Caller(vendor, systemToken, customerToken);
  }

  private static String jwt(Http.Answer login) {
    assertThat(login.status()).as(login.body()).isEqualTo(200);
    return login.json().get("JWT").asText();
  }

  private static void assertLoginFails(Http.Answer login) {
    assertThat(login.status()).as(login.body()).isEqualTo(401);
    assertThat(login.reason()).isEqualTo("login_failed");
  }

  @Test
  void whoIsMadeLogsInAndHasAProfile() {
    Person person = Person.create("Lovelace");

    Http.Answer login = person.login(0, person.password());

    assertThat(login.json().get("customer_id").asText()).isEqualTo(person.customerId());
    JsonNode profile = vendor.getProfile(systemToken, jwt(login)).json();
    assertThat(profile.get("name").get("family").asText()).isEqualTo("Lovelace");
    JsonNode shown = person.admin("GET", "").json();
    assertThat(Json.fieldNames(shown))
        .containsExactlyInAnyOrder(
            "customer_id", "username", "status", "created_at", "last_login_at");
    assertThat(shown.get("status").asText()).isEqualTo("active");
    assertThat(shown.get("username").asText()).isEqualTo(person.username());
  }

  @Test
  void anAccountIsFoundHoweverItsNameIsTypedAndMadeOnce() {
    Person person = Person.create();
    for (String twin :
        new String[] {
          person.username(),
          " " + person.username().toUpperCase(Locale.ROOT),
          person.username().replace('e', '\u0435'), // Cyrillic
          person.username().replace("@", "\u200B@") // zero-width
        }) {
      assertThat(Person.named(twin).path(0).path("customer_id").asText())
          .isEqualTo(person.customerId());
      Http.Answer again = Person.create(0, Person.wanted(twin, "another-pass-phrase", "B"));
      assertThat(again.status()).as(again.body()).isEqualTo(409);
      assertThat(again.reason()).isEqualTo("conflict");
    }
    assertThat(Person.named("nobody-" + person.username())).isEmpty();
    String only = "?limit=1&" + Http.encode(Map.of("username", person.username()));
    JsonNode page = Operator.send(Service.CUSTOMER, 0, "GET", Person.CUSTOMERS + only, "").json();
    assertThat(page.get("items")).hasSize(1);
    assertThat(page.has("next")).isFalse();
    assertThat(person.login().status()).isEqualTo(200);
  }

  @Test
  void whoIsDisabledIsOutEverywhereUntilEnabled() {
    Person person = Person.create();
    GuardedEndpoints.Caller caller = with(jwt(person.login()));
    Browser browser = Browser.login(0, person);
    Http.Answer dsquares = Dsquares.login(person);
    GuardedEndpoints.assertAllowed(GuardedEndpoints.ofProfiles(), caller);

    assertThat(person.admin("POST", ":disable").status()).isEqualTo(204);

    GuardedEndpoints.assertRefused(GuardedEndpoints.ofProfiles(), caller, "customer_token_revoked");
    assertThat(browser.get(0, "/session").status()).isEqualTo(401);
    assertThat(Dsquares.refresh(dsquares).status()).isEqualTo(401);
    assertLoginFails(person.login());
    assertThat(person.admin("GET", "").json().get("status").asText()).isEqualTo("disabled");
    assertThat(person.admin("POST", ":disable").status()).isEqualTo(204);

    assertThat(person.admin("POST", ":enable").status()).isEqualTo(204);
    assertThat(vendor.getProfile(systemToken, jwt(person.login())).status()).isEqualTo(200);
    GuardedEndpoints.assertRefusedNow(
        GuardedEndpoints.ofProfiles(), caller, "customer_token_revoked");
    assertThat(browser.get(0, "/session").status()).isEqualTo(401);
    assertThat(Dsquares.refresh(dsquares).status()).isEqualTo(401);
  }

  @Test
  void whoIsEnabledAgainInTheSecondOfManyRevocationsLogsIn() {
    Person person = Person.create();
    IntStream.range(0, 4)
        .parallel()
        .forEach(i -> assertThat(person.admin(0, "POST", ":disable", "").status()).isEqualTo(204));
    assertThat(person.admin("POST", ":enable").status()).isEqualTo(204);

    String jwt = jwt(person.login());
    Browser browser = Browser.login(0, person);

    assertThat(vendor.getProfile(systemToken, jwt).status()).isEqualTo(200);
    assertThat(browser.get(0, "/session").status()).isEqualTo(200);
  }

  @Test
  void aPasswordResetEndsWhatTheOldOneOpened() throws IOException, SQLException {
    Person person = Person.create();
    GuardedEndpoints.Caller caller = with(jwt(person.login()));
    String fresh = "fresh-" + UUID.randomUUID();

    Http.Answer tooShort = person.admin(0, "PUT", "/password", "{\"password\":\"short\"}");
    Http.Answer guessed = person.admin(0, "PUT", "/password", "{\"password\":\"password123\"}");
    Http.Answer reset =
        person.admin(0, "PUT", "/password", Operator.json(Map.of("password", fresh)));

    assertThat(tooShort.status()).isEqualTo(400);
    assertThat(guessed.status()).isEqualTo(400);
    assertThat(reset.status()).as(reset.body()).isEqualTo(204);
    GuardedEndpoints.assertRefused(GuardedEndpoints.ofProfiles(), caller, "customer_token_revoked");
    assertLoginFails(person.login());
    assertThat(person.login(0, fresh).status()).isEqualTo(200);
    assertThat(Files.readString(TestStack.LAYOUT.log("customer")))
        .doesNotContain(fresh, person.password(), person.username());
    assertThat(Sql.dump(Service.CUSTOMER, "customer").toString())
        .doesNotContain(fresh, person.password());
  }

  @Test
  void whoIsDeletedIsErasedAndTheIdentifierIsNobodyElses() throws SQLException {
    String family = "Erased" + UUID.randomUUID();
    Person person = Person.create(family);
    GuardedEndpoints.Caller caller = with(jwt(person.login()));
    String id = Person.resolve(person.customerId()).json().get("id").asText();
    assertThat(Sql.dump(Service.PROFILE, "profile").toString()).contains(family);
    assertThat(Sql.dump(Service.CUSTOMER, "session").toString()).contains(id);

    assertThat(person.admin("DELETE", "").status()).isEqualTo(204);

    GuardedEndpoints.assertRefused(GuardedEndpoints.ofProfiles(), caller, "customer_token_revoked");
    assertLoginFails(person.login());
    assertThat(Sql.dump(Service.PROFILE, "profile").toString()).doesNotContain(family);
    assertThat(rowOf(person)).contains("DELETED").doesNotContain("argon2", "example.org");
    assertThat(Sql.dump(Service.CUSTOMER, "customer").toString()).doesNotContain(person.username());
    for (String table : new String[] {"profile_erasure", "revocation_order", "session"}) {
      assertThat(Sql.dump(Service.CUSTOMER, table).toString())
          .doesNotContain(person.customerId(), id);
    }

    assertThat(person.admin("DELETE", "").status()).isEqualTo(204);
    assertThat(person.admin("POST", ":enable").reason()).isEqualTo("conflict");
    assertThat(person.admin("POST", ":disable").reason()).isEqualTo("conflict");
    assertThat(person.admin(0, "PUT", "/password", "{\"password\":\"kqzvwxmt\"}").reason())
        .isEqualTo("conflict");
    JsonNode shown = person.admin("GET", "").json();
    assertThat(shown.get("status").asText()).isEqualTo("deleted");
    assertThat(shown.has("username")).isFalse();
    assertThat(Person.resolve(person.customerId()).json().get("status").asText())
        .isEqualTo("deleted");
  }

  @Test
  void whoTakesADeletedOnesNameIsAnotherPerson() {
    Person person = Person.create();
    assertThat(person.admin("DELETE", "").status()).isEqualTo(204);

    Http.Answer imported =
        Imports.send(
            Imports.line(
                person.username(), LegacyPasswordHashes.of(person.password(), 0), "active"));

    assertThat(imported.body()).contains("\"imported\":1");
    Http.Answer login = person.login();
    assertThat(login.status()).isEqualTo(200);
    assertThat(login.json().get("customer_id").asText()).isNotEqualTo(person.customerId());
    assertThat(person.admin("GET", "").json().get("status").asText()).isEqualTo("deleted");
  }

  @Test
  void whileProfileServiceIsAwayNobodyIsMadeAndWhoIsDeletedIsErasedLater() throws Exception {
    String family = "Later" + UUID.randomUUID();
    Person person = Person.create(family);
    String username = UUID.randomUUID() + "@example.org";
    Map<String, Object> wanted = Person.wanted(username, "another-pass-phrase", "B");

    try (Paused profile = new Paused(TestStack.pids("profile")[0])) {
      assertThat(person.admin("DELETE", "").status()).isEqualTo(503);
      assertLoginFails(person.login());
      assertThat(Person.create(0, wanted).status()).isEqualTo(503);
      assertThat(Person.named(username)).isEmpty();
    }

    Await.until(
        "the profile is erased without another call",
        ERASED_WITHIN,
        () -> !Sql.dump(Service.PROFILE, "profile").toString().contains(family));
    assertThat(person.admin("DELETE", "").status()).isEqualTo(204);
    Await.until(
        "it can be sent again",
        ERASED_WITHIN,
        () -> Person.create(0, wanted).status() == 201 || !Person.named(username).isEmpty());
    assertThat(Person.named(username)).hasSize(1);
  }

  @Test
  void aProfileWhoseCustomerDidNotComeToBeIsErased() throws SQLException {
    String nobody = "nobody-" + UUID.randomUUID();
    Sql.execute(
        Service.PROFILE,
        "INSERT INTO profile (customer_id, given_name, family_name, locale, segments, updated_at)"
            + " VALUES ('"
            + nobody
            + "', 'A', 'B', 'en', '{}', now())");
    Sql.execute(
        Service.CUSTOMER,
        "INSERT INTO profile_erasure VALUES ('" + nobody + "', now() - interval '1 second')");
    Await.until(
        "it is erased",
        ERASED_WITHIN,
        () -> !Sql.dump(Service.PROFILE, "profile").toString().contains(nobody));
  }

  private static String rowOf(Person person) throws SQLException {
    return Sql.dump(Service.CUSTOMER, "customer").stream()
        .filter(row -> row.contains(person.customerId()))
        .findFirst()
        .orElseThrow();
  }
}
