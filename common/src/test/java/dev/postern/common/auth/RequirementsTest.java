package dev.postern.common.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
            new Requirements(
                Set.of(CredentialKind.ACCESS_TOKEN), "a:read", Optional.empty(), WhenStale.DENY));
    assertThat(plain.needs(CredentialKind.ACCESS_TOKEN)).isTrue();
    assertThat(plain.needs(CredentialKind.CUSTOMER)).isFalse();
    assertThat(onBehalf.needs(CredentialKind.CUSTOMER)).isTrue();
    assertThat(onBehalf.scopeWithoutCustomerToken()).contains("a:any");
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
                new Requirements(
                    Set.of(CredentialKind.ACCESS_TOKEN), "", Optional.empty(), WhenStale.DENY))
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
