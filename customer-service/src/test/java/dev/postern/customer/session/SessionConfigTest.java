package dev.postern.customer.session;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionConfigTest {

  @Test
  void limitsLifetimeToThatOfRevocations() {
    Duration longest = Duration.ofHours(25);

    assertThatCode(() -> check(longest, 1)).doesNotThrowAnyException();
    assertThatThrownBy(() -> check(longest.plusSeconds(1), 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "postern.session.lifetime: at most 25 h, for so long revocations are remembered");
  }

  @Test
  void requiresAtLeastOneSessionPerCustomer() {
    assertThatThrownBy(() -> check(Duration.ofHours(12), 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("postern.session.max-per-customer");
  }

  private static void check(Duration lifetime, int maxPerCustomer) {
    SessionConfig.mustBeSound(new TestSessionConfig("", lifetime, maxPerCustomer));
  }
}
