package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.stack.LegacyPasswordHashes;
import dev.postern.stack.Service;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Customers that a test imports for itself, as an operator would. */
public final class Imports {
  private static final Person DISABLED = customer("disabled", "right-password", 0);
  private static final String BCRYPT_USERNAME =
      customer("active", "nobody-types-this", 1).username();

  private Imports() {}

  /** A customer who is disabled and knows the right password. */
  public static Person disabledCustomer() {
    return DISABLED;
  }

  /** A customer whose password hash came from another system and is not replaced yet. */
  public static String bcryptUsername() {
    return BCRYPT_USERNAME;
  }

  public static Person customerWithArgon2(String password) {
    return customer("active", password, 0);
  }

  public static Person customerWithBcrypt(String password) {
    return customer("active", password, 1);
  }

  /** Usernames of as many new customers, who have this password. */
  public static List<String> customers(int count, String status, String password) {
    return customers(
        IntStream.range(0, count).mapToObj(i -> UUID.randomUUID() + "@example.org").toList(),
        status,
        password);
  }

  /** Imports customers of these usernames, who have this password. */
  public static List<String> customers(List<String> names, String status, String password) {
    String hash = LegacyPasswordHashes.of(password, 0);
    Http.Answer answer =
        send(names.stream().map(name -> line(name, hash, status)).collect(Collectors.joining()));
    assertThat(answer.body())
        .contains("\"state\":\"done\"")
        .contains("\"imported\":" + names.size());
    return names;
  }

  public static Http.Answer send(String lines) {
    return Http.post(
        Service.CUSTOMER,
        "/admin/v1/customers:import",
        "application/x-ndjson",
        lines,
        "Authorization",
        "Bearer " + Vendor.operatorToken());
  }

  public static String line(String username, String hash, String status) {
    return """
    {"username":"%s","password_hash":"%s","status":"%s","profile":{"name":{"given":"A","family":"B"},"locale":"en"}}
    """
        .formatted(username, hash, status);
  }

  private static Person customer(String status, String password, int system) {
    String username = UUID.randomUUID() + "@example.org";
    Http.Answer answer = send(line(username, LegacyPasswordHashes.of(password, system), status));
    assertThat(answer.body()).contains("\"state\":\"done\"").contains("\"imported\":1");
    return new Person(username, password, "");
  }
}
