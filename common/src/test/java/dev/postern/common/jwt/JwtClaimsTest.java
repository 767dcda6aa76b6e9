package dev.postern.common.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtClaimsTest {
  private static final Instant NOW = TestIssuer.NOW;

  private static JwtClaims claims(String json) {
    return JwtClaims.parse(json.getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }

  @Test
  void whatIsNoStrictJsonHasNoClaims() {
    assertThat(JwtClaims.parse("{\"a\":1,\"a\":2}".getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(JwtClaims.parse("[]".getBytes(StandardCharsets.UTF_8))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"aud\":\"us\"}", "{\"aud\":[\"us\"]}"})
  void oneAudienceMayStandInAnArray(String json) throws ClaimRefused {
    assertThat(claims(json).onlyAudience()).isEqualTo("us");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"aud\":null}",
        "{\"aud\":[]}",
        "{\"aud\":[\"us\",\"us\"]}",
        "{\"aud\":[\"us\",\"them\"]}",
        "{\"aud\":[[\"us\"]]}",
        "{\"aud\":{\"us\":1}}",
        "{\"aud\":1}"
      })
  void anythingButOneAudienceIsRefused(String json) {
    assertThatThrownBy(() -> claims(json).onlyAudience()).isInstanceOf(ClaimRefused.class);
  }

  @Test
  void theSubjectMayBeLookedAtBeforeAnythingIsProven() {
    assertThat(claims("{\"sub\":\"client-a\"}").subject()).contains("client-a");
    assertThat(claims("{}").subject()).isEmpty();
    assertThat(claims("{\"sub\":\"\"}").subject()).isEmpty();
    assertThat(claims("{\"sub\":\"%s\"}".formatted("x".repeat(257))).subject()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"iat", "nbf"})
  void hasStartedFiveSecondsAheadAndNotSix(String claim) throws ClaimRefused {
    String json = "{\"%s\":%d}";
    long now = NOW.getEpochSecond();

    claims("{}").checkStarted(NOW);
    claims(json.formatted(claim, now + 5)).checkStarted(NOW);
    assertThatThrownBy(() -> claims(json.formatted(claim, now + 6)).checkStarted(NOW))
        .isInstanceOf(ClaimRefused.class)
        .hasMessage(claim + " is in the future");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5", "1e9", "\"1800000000\"", "null", "9223372036854775807"})
  void timesAreWholeSecondsInRange(String number) {
    assertThatThrownBy(() -> claims("{\"exp\":%s}".formatted(number)).time("exp"))
        .isInstanceOf(ClaimRefused.class);
  }
}
