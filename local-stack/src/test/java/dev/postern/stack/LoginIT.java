package dev.postern.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recognising a customer: contracts §3, in token mode. */
class LoginIT {
  private final StackFile.Customer customer = TestStack.customer(6);

  private static Http.Answer login(String username, String password) {
    return Http.form(
        Service.CUSTOMER,
        "/customer_authenticate",
        Map.of("username", username, "password", password));
  }

  @Test
  void threat29EveryFailedLoginLooksTheSame() {
    StackFile.Customer disabled = Imports.disabledCustomer();
    Map<String, String[]> failures = new LinkedHashMap<>();
    failures.put("unknown", new String[] {"nobody@example.com", "wrong-password"});
    failures.put("wrong", new String[] {customer.username(), "wrong-password"});
    failures.put("empty", new String[] {customer.username(), ""});
    failures.put("disabled", new String[] {disabled.username(), disabled.password()});

    List<Http.Answer> answers =
        failures.values().stream().map(pair -> login(pair[0], pair[1])).toList();

    assertThat(answers).allMatch(answer -> answer.status() == 401);
    assertThat(answers.stream().map(a -> a.body().replaceAll("[0-9a-f]{32}", "")).distinct())
        .hasSize(1);
    assertThat(answers.stream().map(a -> a.body().length()).distinct()).hasSize(1);
    assertThat(answers.stream().map(a -> a.response().headers().map().keySet()).distinct())
        .hasSize(1);
    assertThat(answers.getFirst().reason()).isEqualTo("login_failed");
  }

  @Test
  void threat30AKnownDeviceIsNotLockedOutByStrangers() {
    StackFile.Customer victim = Imports.customerWithArgon2("right-password");
    Http.Answer first = login(victim.username(), victim.password());
    String device =
        first.response().headers().firstValue("set-cookie").orElseThrow().split(";", -1)[0];
    assertThat(device).startsWith("__Host-postern-device=");
    for (int i = 0; i < 10; i++) {
      assertThat(login(victim.username(), "guess-" + i).status()).isEqualTo(401);
    }

    assertThat(login(victim.username(), victim.password()).status()).isEqualTo(401);
    Http.Answer known =
        Http.post(
            Service.CUSTOMER,
            "/customer_authenticate",
            Http.FORM,
            "username=" + victim.username() + "&password=" + victim.password(),
            "Cookie",
            device);
    assertThat(known.status()).isEqualTo(200);
    assertThat(known.response().headers().firstValue("set-cookie")).isEmpty();
  }

  @Test
  void usernamesAreCanonical() {
    String upper = customer.username().toUpperCase(Locale.ROOT);
    String wide = customer.username().replace("@", "\uFF20");
    assertThat(login(" " + upper + " ", customer.password()).status()).isEqualTo(200);
    assertThat(login(wide, customer.password()).status()).isEqualTo(200);
  }

  @Test
  void aForeignHashIsReplacedAtTheNextLogin() throws SQLException {
    StackFile.Customer imported = Imports.customerWithBcrypt("s3cret-of-another-system");

    assertThat(storedHash(imported.username())).startsWith("$2b$");
    assertThat(login(imported.username(), imported.password()).status()).isEqualTo(200);
    assertThat(storedHash(imported.username())).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    assertThat(login(imported.username(), imported.password()).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "username=a",
        "password=a",
        "username=a&password=b&username=c",
        "username=a&password=%ZZ",
        "username=a&password=%FF",
        "username=a&password=b&channel=fax",
        "username=a&password=b&session=paper",
        "username=a&password=b&%ZZ"
      })
  void malformedLoginsAre400(String body) {
    Http.Answer answer = Http.post(Service.CUSTOMER, "/customer_authenticate", Http.FORM, body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.reason()).isEqualTo("request_invalid");
  }

  @Test
  void threat31LongPasswordsAreRefusedUnhashed() {
    assertThat(login("a", "x".repeat(2_000)).status()).isEqualTo(400);
    assertThat(login("a", "x".repeat(1 << 20)).status()).isEqualTo(413);
  }

  @Test
  void longNamesAndPasswordsCostNoStack() {
    assertThat(login("a".repeat(5_000), "x").status()).isEqualTo(401);
    assertThat(login("a".repeat(60_000), "x").status()).isEqualTo(401);
  }

  @Test
  void passwordsInTheQueryAreRefused() {
    Http.Answer answer =
        Http.post(Service.CUSTOMER, "/customer_authenticate?username=a&password=b", Http.FORM, "");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.reason()).isEqualTo("secret_in_query");
  }

  private static String storedHash(String username) throws SQLException {
    StackFile.Postgres postgres = TestStack.file().postgres();
    String url = "jdbc:postgresql://localhost:" + postgres.port() + "/customer";
    try (Connection connection =
            DriverManager.getConnection(url, postgres.user(), postgres.password());
        Statement sql = connection.createStatement();
        ResultSet found =
            sql.executeQuery(
                "SELECT password_hash FROM customer WHERE username = '" + username + "'")) {
      assertThat(found.next()).isTrue();
      return found.getString(1);
    }
  }
}
