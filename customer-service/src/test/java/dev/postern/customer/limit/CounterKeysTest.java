package dev.postern.customer.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.common.auth.ClientAddress;
import dev.postern.customer.account.Username;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CounterKeysTest {
  private static final String PEPPER = Base64.getEncoder().encodeToString(new byte[32]);
  private static final Optional<Username> ANNA = Username.parse("anna@example.org");
  private final CounterKeys keys = new CounterKeys(PEPPER);

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, ::ffff:192.0.2.1",
    "2001:db8:0:1::1, 2001:db8:0:1:ffff:ffff:ffff:ffff",
    "2001:db8::1, 2001:0DB8:0:0:0:0:0:1"
  })
  void countsAddressesOfOneNetworkTogether(String one, String other) {
    assertThat(keys.address(client(one))).isEqualTo(keys.address(client(other)));
  }

  @ParameterizedTest
  @CsvSource({"192.0.2.1, 192.0.2.2", "2001:db8:0:1::1, 2001:db8:0:2::1", "192.0.2.1, ::192.0.2.1"})
  void countsOtherNetworksSeparately(String one, String other) {
    assertThat(keys.address(client(one))).isNotEqualTo(keys.address(client(other)));
  }

  @Test
  void keysOfDifferentKindsDiffer() {
    UUID id = new UUID(0, 1);
    List<String> hashes =
        Stream.of(
                keys.account(Username.parse(id.toString())),
                keys.device(id.toString()),
                keys.devices(id),
                keys.address(new ClientAddress(0, 1)))
            .map(key -> key.substring(key.lastIndexOf(':')))
            .toList();
    assertThat(hashes).doesNotHaveDuplicates();
  }

  @Test
  void keysRevealNothing() {
    assertThat(keys.account(ANNA))
        .matches("postern:login:account:[A-Za-z0-9_-]{43}")
        .isNotEqualTo(
            new CounterKeys(
                    Base64.getEncoder()
                        .encodeToString(
                            "x".repeat(32).getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
                .account(ANNA));
  }

  @Test
  void decoySeedIsConstantAndUniqueForUsername() {
    assertThat(keys.decoySeed(ANNA)).isEqualTo(new CounterKeys(PEPPER).decoySeed(ANNA));
    assertThat(keys.decoySeed(ANNA))
        .isNotEqualTo(keys.decoySeed(Username.parse("berta@example.org")))
        .isNotEqualTo(keys.decoySeed(Optional.empty()))
        .isNotEqualTo(new CounterKeys("eHh4".repeat(11)).decoySeed(ANNA));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "c2hvcnQ=", "not base64!"})
  void stopsTheStartOnWeakPepper(String pepper) {
    assertThatThrownBy(() -> new CounterKeys(pepper))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("postern.login.pepper");
  }

  private static ClientAddress client(String literal) {
    return ClientAddress.parse(literal).orElseThrow();
  }
}
