package dev.postern.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** A customer made by an operator for one test, and what becomes of them. */
record Person(String username, String password, String customerId) {
  static final String CUSTOMERS = "/admin/v1/customers";

  /** With this family name, so that it can be looked for. */
  static Map<String, Object> wanted(String username, String password, String family) {
    return Map.of(
        "username",
        username,
        "password",
        password,
        "profile",
        Map.of("name", Map.of("given", "Ada", "family", family), "locale", "en-GB"));
  }

  static Http.Answer create(int replica, Map<String, Object> wanted) {
    return Operator.send(Service.CUSTOMER, replica, "POST", CUSTOMERS, Operator.json(wanted));
  }

  static Person create() {
    return create("Berg");
  }

  static Person create(String family) {
    String username = UUID.randomUUID() + "@example.org";
    String password = "pw-" + UUID.randomUUID();
    Http.Answer made = create(0, wanted(username, password, family));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return new Person(username, password, made.json().get("customer_id").asText());
  }

  StackFile.Customer asCustomer() {
    return new StackFile.Customer(username, password, customerId);
  }

  /** At the admin API; {@code suffix} is what comes behind the identifier. */
  Http.Answer admin(int replica, String method, String suffix, String json) {
    return Operator.send(
        Service.CUSTOMER, replica, method, CUSTOMERS + "/" + customerId + suffix, json);
  }

  Http.Answer admin(String method, String suffix) {
    return admin(1, method, suffix, "");
  }

  Http.Answer login(String... more) {
    return login(0, password, more);
  }

  Http.Answer login(int replica, String typed, String... more) {
    Map<String, String> form = new HashMap<>(Map.of("username", username, "password", typed));
    for (int i = 0; i < more.length; i += 2) {
      form.put(more[i], more[i + 1]);
    }
    return Http.post(
        Service.CUSTOMER, replica, "/customer_authenticate", Http.FORM, Http.encode(form));
  }

  static Http.Answer resolve(String customerId) {
    return Operator.send(
        Service.CUSTOMER,
        2,
        "POST",
        "/admin/v1/customer-ids:resolve",
        Operator.json(Map.of("customer_id", customerId)));
  }

  /** An identifier of somebody who has not logged in. */
  static String anonymous(String channel) {
    Http.Answer answer =
        Http.post(Service.CUSTOMER, "/channels/" + channel + "/anonymous", Http.JSON, "");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json().get("CustomerId").asText();
  }

  /** Those of this username, typed as it may be. */
  static JsonNode named(String username) {
    return Operator.send(
            Service.CUSTOMER,
            0,
            "GET",
            CUSTOMERS + "?" + Http.encode(Map.of("username", username)),
            "")
        .json()
        .get("items");
  }
}
