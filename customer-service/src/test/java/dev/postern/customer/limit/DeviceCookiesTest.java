package dev.postern.customer.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.common.secret.Secret;
import dev.postern.customer.account.Customer;
import dev.postern.customer.account.CustomerStatus;
import dev.postern.customer.account.Username;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceCookiesTest {
  private static final String NAME = "__Host-postern-device";
  private static final UUID ANNAS_ID = UUID.randomUUID();
  private static final Optional<Customer> ANNA = customer(ANNAS_ID, 0);
  private static final Optional<Customer> BERTA = customer(UUID.randomUUID(), 0);

  private final TestClock clock = new TestClock();
  private final TestLoginConfig config = TestLoginConfig.of(10, 100, 100);
  private final DeviceCookies cookies = new DeviceCookies(config, clock);

  /** All named the same, so that a name is not what tells them apart. */
  private static Optional<Customer> customer(UUID id, int passwordVersion) {
    return Optional.of(
        new Customer(
            id,
            "C-" + id,
            Username.parse("anna@example.org"),
            Secret.of(""),
            passwordVersion,
            CustomerStatus.ACTIVE));
  }

  private String pair() {
    return cookies.setCookie(ANNAS_ID, 0).reveal().split(";", -1)[0];
  }

  private Optional<String> device(String... headers) {
    return cookies
        .deviceOf(ANNA, DeviceCookies.read(List.of(headers)))
        .map(DeviceCookies.Device::id);
  }

  @Test
  void recognizesDeviceByItsCookie() {
    String pair = pair();
    assertThat(device(pair)).isPresent().isEqualTo(device("a=b; " + pair + "; c=d"));
    assertThat(device("a=b", pair)).isPresent();
    assertThat(device(pair())).isPresent().isNotEqualTo(device(pair));
  }

  @Test
  void cookieIsBoundToTheHostAndHiddenFromScripts() {
    assertThat(cookies.setCookie(ANNAS_ID, 0).reveal())
        .matches(
            NAME
                + "=[A-Za-z0-9_-]{95,110}; Path=/; Max-Age=15552000; Secure; HttpOnly;"
                + " SameSite=Lax");
  }

  @Test
  void threat30RejectsDeviceOfAnotherCustomer() {
    assertThat(cookies.deviceOf(BERTA, DeviceCookies.read(List.of(pair())))).isEmpty();
    assertThat(cookies.deviceOf(Optional.empty(), DeviceCookies.read(List.of(pair())))).isEmpty();
  }

  @Test
  void acceptsDeviceOfItsCustomer() {
    assertThat(cookies.deviceOf(ANNA, DeviceCookies.read(List.of(pair()))))
        .map(DeviceCookies.Device::customer)
        .contains(ANNAS_ID);
  }

  @Test
  void threat30NewPasswordMakesAllDevicesUnknown() {
    Optional<Secret> old = DeviceCookies.read(List.of(pair()));
    assertThat(cookies.deviceOf(customer(ANNAS_ID, 1), old)).isEmpty();

    Secret fresh = cookies.setCookie(ANNAS_ID, 1);
    Optional<Secret> ofToday = DeviceCookies.read(List.of(fresh.reveal().split(";", -1)[0]));
    assertThat(cookies.deviceOf(customer(ANNAS_ID, 1), ofToday)).isPresent();
    assertThat(cookies.deviceOf(ANNA, ofToday)).isEmpty();
  }

  @Test
  void rejectsDeviceOfErasedCustomerWithTheSameUsername() {
    assertThat(
            cookies.deviceOf(customer(UUID.randomUUID(), 0), DeviceCookies.read(List.of(pair()))))
        .isEmpty();
  }

  @Test
  void ignoresTwoCookies() {
    String pair = pair();
    assertThat(device(pair + "; " + pair)).isEmpty();
    assertThat(device(pair, pair)).isEmpty();
    assertThat(device(pair, NAME + "=")).isEmpty();
  }

  @Test
  void rejectsExpiredCookie() {
    String pair = pair();
    clock.pass(Duration.ofDays(180).minusSeconds(1));
    assertThat(device(pair)).isPresent();
    clock.pass(Duration.ofSeconds(1));
    assertThat(device(pair)).isEmpty();
  }

  @Test
  void rejectsChangedCookie() {
    String value = pair().substring(NAME.length() + 1);
    byte[] bytes = Base64.getUrlDecoder().decode(value);
    for (int i = 0; i < bytes.length; i++) {
      byte[] flipped = bytes.clone();
      flipped[i] ^= 1;
      String twin = Base64.getUrlEncoder().withoutPadding().encodeToString(flipped);
      assertThat(device(NAME + "=" + twin)).isEmpty();
    }
  }

  @Test
  void rejectsCookieOfAnotherKeyset() {
    DeviceCookies others =
        new DeviceCookies(
            new TestLoginConfig(TestLoginConfig.newKeyset(), config.pepper(), 10, 100, 100), clock);
    assertThat(others.deviceOf(ANNA, DeviceCookies.read(List.of(pair())))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "=", "x", "\u0000", "%41", "AAAA====", "\u00E9"})
  void rejectsGarbage(String value) {
    assertThat(device(NAME + "=" + value)).isEmpty();
    assertThat(device(NAME + "=" + value.repeat(10_000))).isEmpty();
  }

  @Test
  void stopsTheStartOnUnreadableKeyset() {
    TestLoginConfig bad = new TestLoginConfig("{}", config.pepper(), 10, 100, 100);
    assertThatThrownBy(() -> new DeviceCookies(bad, clock))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("postern.login.keyset");
  }

  @Test
  void readsExactlyOneCookieOfItsName() {
    assertThat(DeviceCookies.read(List.of())).isEmpty();
    assertThat(DeviceCookies.read(List.of("", ";;", "a", NAME, "x" + NAME + "=y"))).isEmpty();
    assertThat(DeviceCookies.read(List.of(NAME + "=y"))).contains(Secret.of("y"));
  }
}
