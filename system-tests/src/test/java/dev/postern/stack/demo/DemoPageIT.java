package dev.postern.stack.demo;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import dev.postern.stack.Service;
import dev.postern.testkit.Await;
import dev.postern.testkit.Http;
import dev.postern.testkit.Person;
import dev.postern.testkit.TestStack;
import dev.postern.testkit.Vendor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo page, as a person with a browser has it. */
class DemoPageIT {
  private static final int DESKTOP = 1_280;
  private static final int PHONE = 375;
  private static final int HEIGHT = 812;
  private static final Pattern TOKEN = Pattern.compile("\"Token\": \"([^\"]+)\"");

  private static @Nullable Chromium chromium;

  private final Person customer = TestStack.demoCustomer(12);
  private final List<String> complaints = new ArrayList<>();
  private @Nullable BrowserContext context;

  @BeforeAll
  static void startBrowser() throws Exception {
    chromium = Chromium.start();
  }

  @AfterAll
  static void stopBrowser() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @AfterEach
  void nothingWasComplainedOf() {
    if (context != null) {
      context.close();
    }
    assertThat(complaints).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {DESKTOP, PHONE})
  void handsTheCustomerOverAndForgetsThemAtLogout(int width) {
    Page page = open(width);
    logIn(page, customer.password());

    assertThat(page.locator("#context")).containsText(customer.customerId());
    assertThat(page.locator("#call")).containsText(customer.customerId());
    String first = token(page);
    button(page, "Ask for a fresh token").click();
    assertThat(page.locator("#token-fact")).containsText("another than before");
    assertThat(token(page)).isNotEqualTo(first);
    button(page, "Have the profile fetched").click();
    assertThat(page.locator("#profile")).containsText(customer.username());
    assertThat(page.locator("#sessions")).containsText("this one");
    fits(page, "account", width);

    Cookie cookie = sessionCookie(page);
    assertThat(cookie.httpOnly && cookie.secure).isTrue();
    assertThat(cookie.sameSite).isEqualTo(SameSiteAttribute.LAX);
    keepsNothing(page);

    button(page, "Log out").click();
    button(page, "Try the old cookie and token").click();
    assertThat(page.locator("#refusals .tag")).hasText(new String[] {"refused", "refused"});
    assertThat(page.locator("#refusals")).containsText("customer_token_revoked");
    fits(page, "ended", width);
    assertThat(
            Http.get(Service.CUSTOMER, "/session", "Cookie", cookie.name + "=" + cookie.value)
                .status())
        .isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(ints = {DESKTOP, PHONE})
  void saysThatThePasswordIsWrong(int width) {
    Page page = open(width);
    logIn(page, TestStack.demoCustomer(13), "not the password");

    assertThat(page.getByRole(AriaRole.ALERT)).hasText("The username or password is wrong.");
    assertThat(page.getByLabel("Password")).isFocused();
    assertThat(page.getByLabel("Password")).hasAttribute("aria-invalid", "true");
    fits(page, "wrong", width);
  }

  @ParameterizedTest
  @CsvSource({
    "429, 30, Too many attempts. Try again in 30 seconds.",
    "503, 1, The service is busy or something it needs is down. Try again in one second."
  })
  void saysWhenToComeBack(int status, String retryAfter, String words) {
    Page page = open(PHONE);
    page.route(
        "**/customer_authenticate",
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setStatus(status)
                    .setHeaders(Map.of("Retry-After", retryAfter))
                    .setContentType("application/problem+json")
                    .setBody("{\"reason\":\"x\"}")));
    logIn(page, customer.password());

    assertThat(page.getByRole(AriaRole.ALERT)).hasText(words);
  }

  @Test
  void reportsThatNoServerAnswers() {
    Page page = open(PHONE);
    page.route("**/customer_authenticate", Route::abort);
    logIn(page, customer.password());

    assertThat(page.getByRole(AriaRole.ALERT)).containsText("The server does not answer.");
  }

  @Test
  void needsNoMouse() {
    Page page = open(DESKTOP);
    assertThat(page.getByLabel("Username")).isVisible();
    tabTo(page, page.getByLabel("Username"));
    page.keyboard().type(customer.username());
    tabTo(page, page.getByLabel("Password"));
    page.keyboard().type(customer.password());
    page.keyboard().press("Enter");
    assertThat(heading(page, "The hand-over")).isFocused();
    assertThat(page.locator("#context")).containsText(customer.customerId());

    press(page, "Ask for a fresh token");
    assertThat(page.locator("#token-fact")).containsText("another than before");
    press(page, "Have the profile fetched");
    assertThat(page.locator("#profile")).containsText(customer.username());
    press(page, "Log out");
    assertThat(heading(page, "Logged out")).isFocused();
    press(page, "Log in again");
    assertThat(page.getByLabel("Username")).isFocused();
  }

  @Test
  void endsTheOtherLoginsOfTheCustomer() {
    String app =
        Http.form(
                Service.CUSTOMER,
                "/customer_authenticate",
                Map.of(
                    "username",
                    customer.username(),
                    "password",
                    customer.password(),
                    "channel",
                    "ios"))
            .json()
            .get("JWT")
            .asText();
    Page page = open(PHONE);
    logIn(page, customer.password());
    assertThat(page.locator("#sessions")).containsText("iOS app");

    button(page, "End the others").click();

    assertThat(page.locator("#sessions li")).hasCount(1);
    Vendor vendor = Vendor.seeded();
    String systemToken = vendor.systemToken();
    Await.until(
        "the app's token is refused",
        Duration.ofSeconds(1),
        () -> vendor.getProfile(systemToken, app).status() == 401);
  }

  @Test
  void findsItsSessionWhenItIsLoadedAgain() {
    Page page = open(DESKTOP);
    logIn(page, customer.password());
    assertThat(page.locator("#context")).containsText(customer.customerId());
    page.reload();

    assertThat(page.getByRole(AriaRole.STATUS)).hasText("You are still logged in.");
    assertThat(page.locator("#context")).containsText(customer.customerId());
    button(page, "Log out").click();
    assertThat(heading(page, "Logged out")).isVisible();
  }

  private Page open(int width) {
    if (chromium == null) {
      throw new IllegalStateException("no browser");
    }
    context = chromium.open(width, HEIGHT);
    Page page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") && !isRefusalToBeExpected(message.text())) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    page.exposeFunction("complain", what -> complaints.add("CSP: " + what[0]));
    page.addInitScript(
        "addEventListener('securitypolicyviolation', event => complain(event.violatedDirective))");
    page.navigate(TestStack.LAYOUT.demoPage());
    return page;
  }

  /** The browser notes each answer that is not 2xx, and each call without an answer. */
  private static boolean isRefusalToBeExpected(String complaint) {
    return complaint.startsWith("Failed to load resource:");
  }

  private void logIn(Page page, String password) {
    logIn(page, customer, password);
  }

  private static void logIn(Page page, Person customer, String password) {
    page.getByLabel("Username").fill(customer.username());
    page.getByLabel("Password").fill(password);
    button(page, "Log in").click();
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Locator heading(Page page, String name) {
    return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(name));
  }

  private static void press(Page page, String button) {
    tabTo(page, button(page, button));
    page.keyboard().press("Enter");
  }

  private static void tabTo(Page page, Locator wanted) {
    for (int i = 0; i < 20; i++) {
      if ((boolean) wanted.evaluate("element => element === document.activeElement")) {
        return;
      }
      page.keyboard().press("Tab");
    }
    throw new AssertionError("not to be reached by the keyboard: " + wanted);
  }

  private static String token(Page page) {
    return TOKEN
        .matcher(page.locator("#context").textContent())
        .results()
        .findFirst()
        .orElseThrow()
        .group(1);
  }

  private Cookie sessionCookie(Page page) {
    return page.context().cookies().stream()
        .filter(cookie -> cookie.name.equals("__Host-postern"))
        .findFirst()
        .orElseThrow();
  }

  private static void keepsNothing(Page page) {
    assertThat(page.evaluate("localStorage.length + sessionStorage.length")).isEqualTo(0);
    assertThat(page.evaluate("document.cookie")).isEqualTo("");
    assertThat(page.url()).isEqualTo(TestStack.LAYOUT.demoPage());
  }

  /** The page does not scroll sideways. Saves a screenshot. */
  private static void fits(Page page, String name, int width) {
    Path picture = Path.of("target/demo", name + "-" + width + ".png");
    page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(picture));
    assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth")).isEqualTo(true);
  }
}
