package dev.postern.common.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequirementsTest {

  /** Methods as services write them. */
  static final class Service {
    @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "a:read")
    void plain() {}

    @Guarded(
        needs = {CredentialKind.ACCESS_TOKEN, CredentialKind.CUSTOMER},
        scope = "a:read",
        scopeWithoutCustomerToken = "a:any")
    void onBehalf() {}

    @Guarded(needs = CredentialKind.CUSTOMER, whenStale = WhenStale.ALLOW)
    void own() {}

    @Guarded(needs = CredentialKind.CUSTOMER, scope = "a:read")
    void ownWithScope() {}

    @Guarded(needs = CredentialKind.CUSTOMER, signature = SignaturePolicy.REQUIRED)
    void ownSigned() {}

    @Guarded(
        needs = CredentialKind.ACCESS_TOKEN,
        scope = "a:read",
        scopeWithoutCustomerToken = "a:any")
    void scopeForNoCustomer() {}

    @Guarded(needs = CredentialKind.API_KEY, scope = "a:read")
    void withoutAccessToken() {}

    @Guarded(
        needs = {},
        scope = "a:read")
    void withoutAnything() {}
  }

  @Test
  void readsTheAnnotation() {
    Requirements plain = of("plain");
    Requirements onBehalf = of("onBehalf");

    assertThat(plain)
        .isEqualTo(
            new Requirements.OfClient(
                "a:read", false, Optional.empty(), SignaturePolicy.NONE, WhenStale.DENY));
    assertThat(onBehalf)
        .isEqualTo(
            new Requirements.OfClient(
                "a:read",
                false,
                Optional.of(new Requirements.OnBehalf(Optional.of("a:any"))),
                SignaturePolicy.NONE,
                WhenStale.DENY));
    assertThat(of("own")).isEqualTo(new Requirements.OfCustomer(WhenStale.ALLOW));
  }

  @Test
  void rejectsCombinationsThatMeanNothing() {
    assertThatThrownBy(() -> of("ownWithScope")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> of("ownSigned")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> of("scopeForNoCustomer")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rejectsMethodsWithoutAccessToken() {
    assertThatThrownBy(() -> of("withoutAccessToken")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> of("withoutAnything")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rejectsEmptyScope() {
    assertThatThrownBy(
            () ->
                new Requirements.OfClient(
                    "", false, Optional.empty(), SignaturePolicy.NONE, WhenStale.DENY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Requirements of(String method) {
    try {
      Guarded guarded = Service.class.getDeclaredMethod(method).getAnnotation(Guarded.class);
      return Requirements.of(Objects.requireNonNull(guarded));
    } catch (NoSuchMethodException missing) {
      throw new AssertionError(missing);
    }
  }
}
