package dev.postern.customer.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.stack.Service;
import dev.postern.testkit.Browser;
import dev.postern.testkit.Http;
import dev.postern.testkit.Person;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threat 33: forged cookies, and other sites' pages. */
class SessionAttackIT {
  private final Person customer = Person.create();

  @Test
  void threat33FlippedTossedAndMisplacedCookiesAreRefused() {
    Browser browser = Browser.login(0, customer);
    String cookie = browser.cookie();
    for (int i = 0; i < cookie.length(); i += 7) {
      char flipped = cookie.charAt(i) == 'A' ? 'B' : 'A';
      assertThat(Browser.of(cookie.substring(0, i) + flipped + cookie.substring(i + 1)))
          .satisfies(forged -> assertThat(forged.get(0, "/session").status()).isEqualTo(401));
    }
    String last = cookie.substring(cookie.length() - 1);
    String twin = cookie.substring(0, cookie.length() - 1) + neighbour(last.charAt(0));
    assertThat(Browser.of(twin).get(0, "/session").status()).isEqualTo(401);
    assertThat(Browser.of(cookie + "=").get(0, "/session").status()).isEqualTo(401);
    assertThat(Browser.of(cookie + "; __Host-postern=" + cookie).get(0, "/session").status())
        .isEqualTo(400);
    assertThat(Http.get(Service.CUSTOMER, "/session", "Authorization", "Bearer " + cookie).status())
        .isEqualTo(401);
    assertThat(
            Http.get(Service.AUTH, "/admin/v1/clients", "Authorization", "Bearer " + cookie)
                .status())
        .isEqualTo(401);
    assertThat(Http.get(Service.CUSTOMER, "/session").status()).isEqualTo(401);
    assertThat(browser.get(0, "/session").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example", "null", "http://localhost:8444", ""})
  void threat33CrossSiteCallsHaveNoEffect(String origin) {
    Browser browser = Browser.login(0, customer);

    for (String path : new String[] {"/logout", "/session/token", "/sessions:end"}) {
      Http.Answer answer = browser.from(origin).post(0, path, "{\"which\":\"all\"}");
      assertThat(answer.status()).as(path).isEqualTo(403);
      assertThat(answer.reason()).isEqualTo("csrf_refused");
    }
    assertThat(browser.from(origin).delete(0, "/sessions/" + browser.sessionId()).status())
        .isEqualTo(403);
    assertThat(browser.get(0, "/session").status()).isEqualTo(200);
  }

  @Test
  void threat33NoCorsAndNoLoginForAnotherSitesPage() {
    Http.Answer login =
        Http.post(
            Service.CUSTOMER,
            "/customer_authenticate",
            Http.FORM,
            Http.encode(
                Map.of(
                    "username", customer.username(),
                    "password", customer.password(),
                    "session", "cookie")),
            "Origin",
            "https://evil.example");

    assertThat(login.status()).isEqualTo(403);
    assertThat(login.header("set-cookie")).isEmpty();
    assertThat(login.header("access-control-allow-origin")).isEmpty();
  }

  /** Another last character whose leading bits are the same: base64url leaves some unused. */
  private static char neighbour(char last) {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    return alphabet.charAt(alphabet.indexOf(last) ^ 1);
  }
}
