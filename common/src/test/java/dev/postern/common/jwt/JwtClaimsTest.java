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
  void rejectsPayloadThatIsNotStrictJson() {
    assertThat(JwtClaims.parse("{\"a\":1,\"a\":2}".getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(JwtClaims.parse("[]".getBytes(StandardCharsets.UTF_8))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"aud\":\"us\"}", "{\"aud\":[\"us\"]}"})
  void acceptsSingleAudienceAsStringOrArray(String json) throws InvalidClaimException {
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
  void rejectsAnythingButASingleAudience(String json) {
    assertThatThrownBy(() -> claims(json).onlyAudience()).isInstanceOf(InvalidClaimException.class);
  }

  @Test
  void readsSubjectBeforeVerification() {
    assertThat(claims("{\"sub\":\"client-a\"}").subject()).contains("client-a");
    assertThat(claims("{}").subject()).isEmpty();
    assertThat(claims("{\"sub\":\"\"}").subject()).isEmpty();
    assertThat(claims("{\"sub\":\"%s\"}".formatted("x".repeat(257))).subject()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"iat", "nbf"})
  void acceptsTimeFiveSecondsInTheFutureButNotSix(String claim) throws InvalidClaimException {
    String json = "{\"%s\":%d}";
    long now = NOW.getEpochSecond();

    claims("{}").checkNotBefore(NOW);
    claims(json.formatted(claim, now + 5)).checkNotBefore(NOW);
    assertThatThrownBy(() -> claims(json.formatted(claim, now + 6)).checkNotBefore(NOW))
        .isInstanceOf(InvalidClaimException.class)
        .hasMessage(claim + " is in the future");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5", "1e9", "\"1800000000\"", "null", "9223372036854775807"})
  void rejectsTimeThatIsNotWholeSecondsInRange(String number) {
    assertThatThrownBy(() -> claims("{\"exp\":%s}".formatted(number)).time("exp"))
        .isInstanceOf(InvalidClaimException.class);
  }
}
