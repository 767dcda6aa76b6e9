package dev.postern.customer.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.stack.Service;
import dev.postern.testkit.Http;
import dev.postern.testkit.Operator;
import dev.postern.testkit.Person;
import dev.postern.testkit.Vendor;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls of the admin API of customers: what is refused, and what a list shows. */
class CustomerRequestsIT {
  @Test
  void ofManyAtOnceOneIsMade() {
    Map<String, Object> wanted =
        Person.wanted(UUID.randomUUID() + "@example.org", "another-pass-phrase", "B");
    List<Integer> answers =
        IntStream.range(0, 9).parallel().mapToObj(i -> Person.create(0, wanted).status()).toList();
    assertThat(answers).containsOnlyOnce(201).filteredOn(status -> status != 201).containsOnly(409);
  }

  @Test
  void allAreListedInPagesWithoutASecret() {
    Person person = Person.create();
    for (int i = 0; i < 7; i++) {
      Person.create();
    }
    Http.Answer first =
        Operator.send(Service.CUSTOMER, 0, "GET", Person.CUSTOMERS + "?limit=2", "");
    String next = first.json().get("next").asText();
    Http.Answer second =
        Operator.send(Service.CUSTOMER, 0, "GET", Person.CUSTOMERS + "?limit=5&after=" + next, "");

    assertThat(first.json().get("items")).hasSize(2);
    assertThat(first.json().get("items").get(1).get("customer_id").asText()).isEqualTo(next);
    assertThat(second.json().get("items"))
        .hasSize(5)
        .allMatch(item -> item.get("customer_id").asText().compareTo(next) != 0);
    assertThat(first.body() + second.body())
        .doesNotContain("argon2", "password", person.password());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {} | 400
          [] | 400
          { | 400
          {"username":"x1","password":"kqzvwxmt"} | 400
          {"username":"","password":"kqzvwxmt","profile":{"name":{"given":"A","family":"B"},"locale":"en"}} | 400
          {"username":"a\\u0000b","password":"kqzvwxmt","profile":{"name":{"given":"A","family":"B"},"locale":"en"}} | 400
          {"username":"a\\u001b[31m","password":"kqzvwxmt","profile":{"name":{"given":"A","family":"B"},"locale":"en"}} | 400
          {"username":"x2","password":7,"profile":{"name":{"given":"A","family":"B"},"locale":"en"}} | 400
          {"username":"x3","password":"short","profile":{"name":{"given":"A","family":"B"},"locale":"en"}} | 400
          {"username":"x4","password":"kqzvwxmt","profile":{"name":{"given":"A"},"locale":"en"}} | 400
          {"username":"x5","password":"kqzvwxmt","profile":{"name":{"given":"A\\u0000","family":"B"},"locale":"en"}} | 400
          {"username":"x6","password":"kqzvwxmt","status":"disabled","profile":{"name":{"given":"A","family":"B"},"locale":"en"}} | 400
          {"username":"x7","username":"x8","password":"kqzvwxmt","profile":{"name":{"given":"A","family":"B"},"locale":"en"}} | 400
          """)
  void oddCustomersAreNotMade(String body, int status) {
    Http.Answer answer = Operator.send(Service.CUSTOMER, 0, "POST", Person.CUSTOMERS, body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.reason()).isEqualTo("request_invalid");
    assertThat(answer.body()).doesNotContain("kqzvwxmt");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /nobody, 404",
    "DELETE, /nobody, 404",
    "POST, /nobody:disable, 404",
    "POST, /nobody:enable, 404",
    "POST, /nobody:revive, 405",
    "GET, /%00, 404",
    "GET, ?limit=0, 400",
    "GET, ?limit=201, 400",
    "GET, ?after=%00, 404",
    "GET, ?username=, 200",
    "GET, ?username=%00, 200",
  })
  void oddPathsAreRefused(String method, String path, int status) {
    Http.Answer answer = Operator.send(Service.CUSTOMER, 0, method, Person.CUSTOMERS + path, "");
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
  }

  @Test
  void everyMethodNeedsItsScope() {
    Person person = Person.create();
    for (String call :
        new String[] {
          "POST ",
          "GET ",
          "GET /" + person.customerId(),
          "DELETE /" + person.customerId(),
          "POST /" + person.customerId() + ":disable",
          "POST /" + person.customerId() + ":enable",
          "PUT /" + person.customerId() + "/password"
        }) {
      String[] parts = call.split(" ", -1);
      Http.Answer answer =
          Http.send(
              Http.request(Service.CUSTOMER, Person.CUSTOMERS + parts[1])
                  .header("Authorization", "Bearer " + Vendor.seeded().systemToken())
                  .header("Content-Type", Http.JSON)
                  .method(parts[0], java.net.http.HttpRequest.BodyPublishers.ofString("{}")));
      assertThat(answer.status()).as(call).isEqualTo(403);
    }
    assertThat(person.login().status()).isEqualTo(200);
  }
}
