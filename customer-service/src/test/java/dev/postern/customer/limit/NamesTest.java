package dev.postern.customer.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  private static final String PEPPER = Base64.getEncoder().encodeToString(new byte[32]);
  private final Names names = new Names(PEPPER);

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, ::ffff:192.0.2.1",
    "2001:db8:0:1::1, 2001:db8:0:1:ffff:ffff:ffff:ffff",
    "2001:db8::1, 2001:0DB8:0:0:0:0:0:1"
  })
  void oneCustomersAddressesAreOne(String one, String other) {
    assertThat(names.address(one)).isEqualTo(names.address(other));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.2",
    "2001:db8:0:1::1, 2001:db8:0:2::1",
    "192.0.2.1, ::192.0.2.1",
    "unknown, 192.0.2.1"
  })
  void othersAreOthers(String one, String other) {
    assertThat(names.address(one)).isNotEqualTo(names.address(other));
  }

  @Test
  void kindsDoNotMix() {
    assertThat(names.account("x").replace("account", ""))
        .isNotEqualTo(names.device("x").replace("device", ""));
  }

  @Test
  void keysTellNothing() {
    assertThat(names.account("anna@example.org"))
        .matches("postern:login:account:[A-Za-z0-9_-]{43}")
        .isNotEqualTo(
            new Names(
                    Base64.getEncoder()
                        .encodeToString(
                            "x".repeat(32).getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
                .account("anna@example.org"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "c2hvcnQ=", "not base64!"})
  void aWeakPepperStopsTheStart(String pepper) {
    assertThatThrownBy(() -> new Names(pepper))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("postern.login.pepper");
  }
}
