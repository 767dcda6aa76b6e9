package dev.postern.customer.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.stack.Service;
import dev.postern.testkit.Http;
import dev.postern.testkit.Json;
import dev.postern.testkit.Operator;
import dev.postern.testkit.Person;
import dev.postern.testkit.Sql;
import dev.postern.testkit.TestStack;
import dev.postern.testkit.Vendor;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Identifiers: the same for years, nobody's before the first login, traced by few. */
class CustomerIdsIT {
  private static final String NEVER_MADE = "AYwrozYpAYwrozYpAYwrozYpAYwrozYpAYwrozYpAYwrozYpAA";

  private static JsonNode resolved(String identifier) {
    Http.Answer answer = Person.resolve(identifier);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  private static String linked(String anonymous) {
    return resolved(anonymous).path("linked_customer_id").asText();
  }

  @Test
  void aCustomersIdentifierIsTracedBack() {
    Person person = Person.create();

    JsonNode traced = resolved(person.customerId());

    assertThat(Json.fieldNames(traced))
        .containsExactlyInAnyOrder(
            "customer_id", "id", "anonymous", "username", "status", "created_at");
    assertThat(traced.get("username").asText()).isEqualTo(person.username());
    assertThat(traced.get("anonymous").asBoolean()).isFalse();
    assertThat(traced.get("id").asText()).hasSize(36);
  }

  @Test
  void everyTraceLeavesItsLineHitOrMiss() throws IOException {
    Person person = Person.create();
    String anonymous = Person.anonymous("web");
    resolved(person.customerId());
    resolved(anonymous);
    assertThat(Person.resolve(NEVER_MADE).status()).isEqualTo(404);

    List<String> lines =
        Files.readAllLines(TestStack.LAYOUT.log("customer")).stream()
            .filter(line -> line.contains("CustomerTrace.resolve"))
            .toList();
    assertThat(lines)
        .anyMatch(line -> line.contains(person.customerId()) && line.contains("ALLOWED"))
        .anyMatch(line -> line.contains(anonymous) && line.contains("ALLOWED"))
        .anyMatch(line -> line.contains("REFUSED") && line.contains("not_found"))
        .allMatch(line -> line.contains("\"client\":\"" + TestStack.file().admin().id() + "\""))
        .noneMatch(line -> line.contains(person.username()));
  }

  @Test
  void onlyTheScopeTraces() {
    for (Vendor other :
        List.of(Vendor.seeded(), Vendor.create("admin:customers:read", "admin:customers:write"))) {
      Http.Answer answer =
          Http.post(
              Service.CUSTOMER,
              "/admin/v1/customer-ids:resolve",
              Http.JSON,
              Operator.json(Map.of("customer_id", Person.create().customerId())),
              "Authorization",
              "Bearer " + other.systemToken());
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.reason()).isEqualTo("scope_insufficient");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"customer_id\":7}",
        "{\"customer_id\":null}",
        "{\"customer_id\":\"a\\u0000\"}",
        "{\"customer_id\":\"a\\r\\nb\"}",
        "{\"customer_id\":\"a\\u001b[31m\"}",
        "{\"customer_id\":\"a\",\"customer_id\":\"b\"}"
      })
  void oddRequestsAre400(String body) {
    Http.Answer answer =
        Operator.send(Service.CUSTOMER, 0, "POST", "/admin/v1/customer-ids:resolve", body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "${jndi:ldap://x}", "' OR 1=1 --", NEVER_MADE, NEVER_MADE + "="})
  void malformedIdentifierIs404(String identifier) {
    assertThat(Person.resolve(identifier).status()).isEqualTo(404);
    assertThat(Person.resolve(identifier + "A".repeat(10_000)).status()).isEqualTo(404);
  }

  /** The identifier looks as if made with a key that no keyset holds any more. */
  @Test
  void identifierStaysWhateverBecomesOfTheKeys() throws SQLException {
    Person person = Person.create();
    String id = resolved(person.customerId()).get("id").asText();
    String old = "Old" + person.customerId().substring(3);
    Sql.execute(
        Service.CUSTOMER,
        "UPDATE customer SET customer_id = '" + old + "' WHERE id = '" + id + "'");

    IntStream.range(0, TestStack.REPLICAS)
        .forEach(
            replica ->
                assertThat(
                        person.login(replica, person.password()).json().get("customer_id").asText())
                    .isEqualTo(old));
    assertThat(resolved(old).get("id").asText()).isEqualTo(id);
    // And what the keyset would make of the customer today is the customer's, too.
    assertThat(resolved(person.customerId()).get("customer_id").asText()).isEqualTo(old);
  }

  @ParameterizedTest
  @ValueSource(strings = {"web", "ios", "android"})
  void anonymousCustomerGetsAnIdentifierOfTheSameForm(String channel) throws SQLException {
    long before = Sql.dump(Service.CUSTOMER, "anonymous_customer").size();
    Http.Answer answer =
        Http.post(Service.CUSTOMER, "/channels/" + channel + "/anonymous", Http.JSON, "");
    String one = answer.json().get("CustomerId").asText();

    String known = Person.create().customerId();
    assertThat(one).hasSameSizeAs(known).matches("[A-Za-z0-9_-]{50}");
    assertThat(one.substring(0, 6)).isEqualTo(known.substring(0, 6));
    assertThat(Person.anonymous(channel)).isNotEqualTo(one);
    assertThat(answer.header("cache-control")).contains("no-store");
    assertThat(Sql.dump(Service.CUSTOMER, "anonymous_customer")).hasSize((int) before);
    assertThat(resolved(one).get("anonymous").asBoolean()).isTrue();
    assertThat(Json.fieldNames(resolved(one)))
        .containsExactlyInAnyOrder("customer_id", "id", "anonymous");
  }

  @Test
  void thereIsNoOtherChannel() {
    assertThat(Http.post(Service.CUSTOMER, "/channels/fax/anonymous", Http.JSON, "").status())
        .isEqualTo(404);
  }

  @Test
  void aLoginSaysWhoseItWasAndTheFirstLinkStays() {
    Person first = Person.create();
    Person second = Person.create();
    String anonymous = Person.anonymous("web");

    assertThat(first.login(0, "wrong-password", "anonymous_id", anonymous).status()).isEqualTo(401);
    assertThat(linked(anonymous)).isEmpty();
    Http.Answer login = first.login("anonymous_id", anonymous);
    assertThat(Json.fieldNames(login.json())).isEqualTo(Json.fieldNames(first.login().json()));
    assertThat(login.json().get("customer_id").asText()).isEqualTo(first.customerId());
    assertThat(linked(anonymous)).isEqualTo(first.customerId());

    assertThat(second.login("anonymous_id", anonymous).status()).isEqualTo(200);
    assertThat(linked(anonymous)).isEqualTo(first.customerId());

    assertThat(first.admin("DELETE", "").status()).isEqualTo(204);
    assertThat(second.login("anonymous_id", anonymous).status()).isEqualTo(200);
    assertThat(linked(anonymous)).isEqualTo(first.customerId());
    assertThat(resolved(anonymous).has("username")).isFalse();
  }

  @Test
  void unknownOrTakenAnonymousIdIsNotLinkedAndFailsNoLogin() {
    Person person = Person.create();
    Person other = Person.create();
    String anonymous = Person.anonymous("ios");
    for (String bad :
        new String[] {
          "",
          "x",
          NEVER_MADE,
          anonymous + "=",
          anonymous.substring(1),
          "A".repeat(10_000),
          "a\r\nb",
          other.customerId(),
          person.customerId()
        }) {
      assertThat(person.login("anonymous_id", bad).status()).as(bad).isEqualTo(200);
    }
    assertThat(resolved(other.customerId()).get("anonymous").asBoolean()).isFalse();
    assertThat(linked(anonymous)).isEmpty();
  }

  @Test
  void oneCustomerCannotCollectThemWithoutBound() throws SQLException {
    Person person = Person.create();
    String id = resolved(person.customerId()).get("id").asText();
    Sql.execute(
        Service.CUSTOMER,
        "INSERT INTO anonymous_customer SELECT gen_random_uuid(), '"
            + id
            + "', now() FROM generate_series(1, 99)");
    List<String> anonymous =
        IntStream.range(0, 6).mapToObj(i -> Person.anonymous("android")).toList();

    anonymous.parallelStream()
        .forEach(one -> assertThat(person.login("anonymous_id", one).status()).isEqualTo(200));

    assertThat(anonymous).filteredOn(one -> !linked(one).isEmpty()).hasSize(1);
  }
}
