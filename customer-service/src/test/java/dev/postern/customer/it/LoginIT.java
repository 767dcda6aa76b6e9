package dev.postern.customer.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.stack.Service;
import dev.postern.stack.StackFile;
import dev.postern.testkit.Browser;
import dev.postern.testkit.Http;
import dev.postern.testkit.Imports;
import dev.postern.testkit.Person;
import dev.postern.testkit.TestStack;
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
  private final Person customer = Person.create();

  private static Http.Answer login(String username, String password) {
    return Http.form(
        Service.CUSTOMER,
        "/customer_authenticate",
        Map.of("username", username, "password", password));
  }

  @Test
  void threat29EveryFailedLoginLooksTheSame() {
    Person disabled = Imports.disabledCustomer();
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
    Person victim = Imports.customerWithArgon2("right-password");
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

  /** Otherwise a page of another site could fill a browser with devices of its own accounts. */
  @ParameterizedTest
  @ValueSource(strings = {"/customer_authenticate", "/auth/customer_authenticate", "/token"})
  void threat33AnotherSitesPageLeavesNoDeviceCookie(String path) {
    String body =
        Http.encode(
            Map.of(
                "username",
                customer.username(),
                "password",
                customer.password(),
                "grant_type",
                "password"));
    String ours = TestStack.url(Service.CUSTOMER, 0);
    Http.Answer theirs =
        Http.post(Service.CUSTOMER, path, Http.FORM, body, "Origin", "https://evil.example");
    Http.Answer fetched =
        Http.post(Service.CUSTOMER, path, Http.FORM, body, "Sec-Fetch-Site", "cross-site");
    Http.Answer mine = Http.post(Service.CUSTOMER, path, Http.FORM, body, "Origin", ours);
    Http.Answer noBrowser = Http.post(Service.CUSTOMER, path, Http.FORM, body);

    assertThat(List.of(theirs, fetched, mine, noBrowser)).allMatch(a -> a.status() == 200);
    assertThat(theirs.header("set-cookie")).isEmpty();
    assertThat(fetched.header("set-cookie")).isEmpty();
    assertThat(mine.header("set-cookie")).startsWith("__Host-postern-device=");
    assertThat(noBrowser.header("set-cookie")).startsWith("__Host-postern-device=");
  }

  @Test
  void aNewPasswordMakesStrangersOfAllDevicesButTheOneItWasTypedAt() {
    Person someone = Imports.customerWithArgon2("right-password");
    String old = deviceCookie(login(someone.username(), someone.password()));
    Browser browser = Browser.login(0, someone);
    String change = "{\"current\":\"right-password\",\"new\":\"%s\"}";
    assertThat(browser.post(0, "/password", change.formatted("\\ud800 and more")).reason())
        .isEqualTo("request_invalid");
    assertThat(browser.post(0, "/password", change.formatted("x".repeat(1_025))).reason())
        .isEqualTo("request_invalid");
    Http.Answer changed = browser.post(0, "/password", change.formatted("another-password"));
    assertThat(changed.status()).isEqualTo(204);
    String fresh = deviceCookie(changed);

    assertThat(setsDevice(someone.username(), old)).isTrue();
    assertThat(setsDevice(someone.username(), fresh)).isFalse();
  }

  private static String deviceCookie(Http.Answer answer) {
    return answer.response().headers().allValues("set-cookie").stream()
        .filter(cookie -> cookie.startsWith("__Host-postern-device="))
        .map(cookie -> cookie.split(";", -1)[0])
        .findFirst()
        .orElseThrow();
  }

  /** A known device gets no further cookie. */
  private static boolean setsDevice(String username, String device) {
    Http.Answer answer =
        Http.post(
            Service.CUSTOMER,
            "/customer_authenticate",
            Http.FORM,
            "username=" + username + "&password=another-password",
            "Cookie",
            device);
    assertThat(answer.status()).isEqualTo(200);
    return !answer.header("set-cookie").isEmpty();
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
    Person imported = Imports.customerWithBcrypt("s3cret-of-another-system");

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

  @Test
  void threat19EveryLoginAndErrorAnswerForbidsCaching() {
    List<Http.Answer> answers =
        List.of(login(customer.username(), customer.password()), login("nobody", "wrong-password"));

    assertThat(answers).allMatch(answer -> answer.header("cache-control").contains("no-store"));
  }
}
