package dev.postern.common.jwt;

import static dev.postern.common.jwt.TestIssuer.NOW;
import static dev.postern.common.jwt.TestIssuer.claims;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks by the times in a token: threat 8. The boundaries are tested on both sides. */
class JwtTimeAttackTest {
  private static final TestIssuer ISSUER = new TestIssuer();

  private TokenGate gate;

  @BeforeEach
  void openGate() {
    gate = new TokenGate(ISSUER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"exp", "iat"})
  void threat8TimeMissingIsRefused(String claim) {
    gate.refusesBecause(
        claim + " is missing or not a whole number", ISSUER.token(claims().without(claim)));
  }

  @Test
  void threat8NbfMayBeMissing() {
    gate.accepts(ISSUER.token(claims().without("nbf")));
    gate.accepts(ISSUER.token(claims().raw("nbf", seconds(0))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"1800000300\"",
        "1800000300.0",
        "1800000300.5",
        "1.8e9",
        "1e308",
        "1e400",
        "9223372036854775808",
        "18446744073709551616",
        "null",
        "true",
        "[1800000300]",
        "{}"
      })
  void threat8TimeThatIsNotAWholeNumberIsRefused(String json) {
    for (String claim : List.of("exp", "iat", "nbf")) {
      gate.refusesBecause(
          claim + " is missing or not a whole number", ISSUER.token(claims().raw(claim, json)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "-0", "-1", "-9223372036854775808", "1099511627777", "9223372036854775807"})
  void threat8TimeOutOfRangeIsRefused(String json) {
    for (String claim : List.of("exp", "iat", "nbf")) {
      gate.refusesBecause(claim + " is out of range", ISSUER.token(claims().raw(claim, json)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NaN",
        "Infinity",
        "-Infinity",
        "0x6B49D200",
        "01800000300",
        "+1800000300",
        "1_800_000_300"
      })
  void threat8TimeThatIsNoJsonNumberIsRefused(String text) {
    for (String claim : List.of("exp", "iat", "nbf")) {
      gate.refusesBecause("claims are not strict JSON", ISSUER.token(claims().raw(claim, text)));
    }
  }

  @Test
  void threat8TokenExpiresAtTheVerySecondOfExp() {
    String lastSecond = ISSUER.token(claims().raw("exp", seconds(1)));
    String now = ISSUER.token(claims().raw("exp", seconds(0)));
    String before = ISSUER.token(claims().raw("exp", seconds(-1)));

    gate.accepts(lastSecond);
    assertThat(gate.verify(now, TokenKind.ACCESS)).isInstanceOf(Verification.Expired.class);
    assertThat(gate.verify(before, TokenKind.ACCESS)).isInstanceOf(Verification.Expired.class);
  }

  @Test
  void threat8ExpiredTokenOfAnotherKindIsNotCalledExpired() {
    String expired = ISSUER.token(TestIssuer.customerClaims().raw("exp", seconds(-1)));

    assertThat(gate.verify(expired, TokenKind.CUSTOMER)).isInstanceOf(Verification.Expired.class);
    assertThat(gate.verify(expired, TokenKind.ACCESS)).isInstanceOf(Verification.Invalid.class);
  }

  @Test
  void threat8IatMayBeFiveSecondsAheadAndNoMore() {
    gate.accepts(ISSUER.token(claims().raw("iat", seconds(5))));
    gate.refusesBecause("iat is in the future", ISSUER.token(claims().raw("iat", seconds(6))));
    gate.refusesBecause("iat is in the future", ISSUER.token(claims().raw("iat", seconds(500))));
  }

  @Test
  void threat8NbfMayBeFiveSecondsAheadAndNoMore() {
    gate.accepts(ISSUER.token(claims().raw("nbf", seconds(5))));
    gate.refusesBecause("nbf is in the future", ISSUER.token(claims().raw("nbf", seconds(6))));
  }

  @Test
  void threat8ExpNotAfterIatIsRefused() {
    gate.accepts(ISSUER.token(claims().raw("iat", seconds(0)).raw("exp", seconds(1))));
    gate.refusesBecause(
        "exp is not after iat",
        ISSUER.token(claims().raw("iat", seconds(3)).raw("exp", seconds(3))));
    gate.refusesBecause(
        "exp is not after iat",
        ISSUER.token(claims().raw("iat", seconds(4)).raw("exp", seconds(3))));
  }

  private static String seconds(int fromNow) {
    return String.valueOf(NOW.getEpochSecond() + fromNow);
  }
}
