package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.stack.Service;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** A customer whom an operator has made for one test, and their calls. */
public record Person(String username, String password, String customerId) {
  public static final String CUSTOMERS = "/admin/v1/customers";

  /** The body that creates a customer with this family name. */
  public static Map<String, Object> wanted(String username, String password, String family) {
    return Map.of(
        "username",
        username,
        "password",
        password,
        "profile",
        Map.of("name", Map.of("given", "Ada", "family", family), "locale", "en-GB"));
  }

  public static Http.Answer create(int replica, Map<String, Object> wanted) {
    return Operator.send(Service.CUSTOMER, replica, "POST", CUSTOMERS, Operator.json(wanted));
  }

  public static Person create() {
    return create("Berg");
  }

  public static Person create(String family) {
    String username = UUID.randomUUID() + "@example.org";
    String password = TestLogs.secret("pw-" + UUID.randomUUID());
    Http.Answer made = create(0, wanted(username, password, family));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return new Person(username, password, made.json().get("customer_id").asText());
  }

  /** A customer token of a new login. */
  public String token() {
    return login().json().get("JWT").asText();
  }

  /** At the admin API; {@code suffix} follows the identifier. */
  public Http.Answer admin(int replica, String method, String suffix, String json) {
    return Operator.send(
        Service.CUSTOMER, replica, method, CUSTOMERS + "/" + customerId + suffix, json);
  }

  public Http.Answer admin(String method, String suffix) {
    return admin(0, method, suffix, "");
  }

  public Http.Answer login(String... more) {
    return login(0, password, more);
  }

  public Http.Answer login(int replica, String typed, String... more) {
    Map<String, String> form = new HashMap<>(Map.of("username", username, "password", typed));
    for (int i = 0; i < more.length; i += 2) {
      form.put(more[i], more[i + 1]);
    }
    return Http.post(
        Service.CUSTOMER, replica, "/customer_authenticate", Http.FORM, Http.encode(form));
  }

  public static Http.Answer resolve(String customerId) {
    return Operator.send(
        Service.CUSTOMER,
        0,
        "POST",
        "/admin/v1/customer-ids:resolve",
        Operator.json(Map.of("customer_id", customerId)));
  }

  /** An anonymous identifier. */
  public static String anonymous(String channel) {
    Http.Answer answer =
        Http.post(Service.CUSTOMER, "/channels/" + channel + "/anonymous", Http.JSON, "");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json().get("CustomerId").asText();
  }

  /** The customers that the operator finds by this spelling of a username. */
  public static JsonNode named(String username) {
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
