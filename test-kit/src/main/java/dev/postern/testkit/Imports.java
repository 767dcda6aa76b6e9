package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.stack.LegacyPasswordHashes;
import dev.postern.stack.Service;
import java.util.UUID;

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
