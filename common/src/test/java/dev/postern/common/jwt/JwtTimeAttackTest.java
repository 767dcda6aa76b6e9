package dev.postern.common.jwt;

import static dev.postern.common.jwt.TestIssuer.NOW;
import static dev.postern.common.jwt.TestIssuer.claims;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks through the times in a token: threat 8. The tests check both sides of each boundary. */
class JwtTimeAttackTest {
  private static final TestIssuer ISSUER = new TestIssuer();

  private TestVerifier verifier;

  @BeforeEach
  void createVerifier() {
    verifier = new TestVerifier(ISSUER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"exp", "iat"})
  void threat8TimeMissingIsRefused(String claim) {
    verifier.assertRefusedBecause(
        claim + " is missing or not a whole number", ISSUER.token(claims().without(claim)));
  }

  @Test
  void threat8NbfMayBeMissing() {
    verifier.assertAccepted(ISSUER.token(claims().without("nbf")));
    verifier.assertAccepted(ISSUER.token(claims().raw("nbf", seconds(0))));
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
      verifier.assertRefusedBecause(
          claim + " is missing or not a whole number", ISSUER.token(claims().raw(claim, json)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "-0", "-1", "-9223372036854775808", "1099511627777", "9223372036854775807"})
  void threat8TimeOutOfRangeIsRefused(String json) {
    for (String claim : List.of("exp", "iat", "nbf")) {
      verifier.assertRefusedBecause(
          claim + " is out of range", ISSUER.token(claims().raw(claim, json)));
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
  void threat8TimeThatIsNotAJsonNumberIsRefused(String text) {
    for (String claim : List.of("exp", "iat", "nbf")) {
      verifier.assertRefusedBecause(
          "claims are not strict JSON", ISSUER.token(claims().raw(claim, text)));
    }
  }

  @Test
  void threat8TokenIsExpiredAtTheInstantOfExp() {
    String lastSecond = ISSUER.token(claims().raw("exp", seconds(1)));
    String now = ISSUER.token(claims().raw("exp", seconds(0)));
    String before = ISSUER.token(claims().raw("exp", seconds(-1)));

    verifier.assertAccepted(lastSecond);
    assertThat(verifier.verify(now, TokenKind.ACCESS)).isInstanceOf(Verification.Expired.class);
    assertThat(verifier.verify(before, TokenKind.ACCESS)).isInstanceOf(Verification.Expired.class);
  }

  @Test
  void threat8ExpiredTokenOfAnotherKindIsInvalidNotExpired() {
    String expired = ISSUER.token(TestIssuer.customerClaims().raw("exp", seconds(-1)));

    assertThat(verifier.verify(expired, TokenKind.CUSTOMER))
        .isInstanceOf(Verification.Expired.class);
    assertThat(verifier.verify(expired, TokenKind.ACCESS)).isInstanceOf(Verification.Invalid.class);
  }

  @Test
  void threat8IatMayBeFiveSecondsAheadAndNoMore() {
    verifier.assertAccepted(ISSUER.token(claims().raw("iat", seconds(5))));
    verifier.assertRefusedBecause(
        "iat is in the future", ISSUER.token(claims().raw("iat", seconds(6))));
    verifier.assertRefusedBecause(
        "iat is in the future", ISSUER.token(claims().raw("iat", seconds(500))));
  }

  @Test
  void threat8NbfMayBeFiveSecondsAheadAndNoMore() {
    verifier.assertAccepted(ISSUER.token(claims().raw("nbf", seconds(5))));
    verifier.assertRefusedBecause(
        "nbf is in the future", ISSUER.token(claims().raw("nbf", seconds(6))));
  }

  @Test
  void threat8ExpNotAfterIatIsRefused() {
    verifier.assertAccepted(ISSUER.token(claims().raw("iat", seconds(0)).raw("exp", seconds(1))));
    verifier.assertRefusedBecause(
        "exp is not after iat",
        ISSUER.token(claims().raw("iat", seconds(3)).raw("exp", seconds(3))));
    verifier.assertRefusedBecause(
        "exp is not after iat",
        ISSUER.token(claims().raw("iat", seconds(4)).raw("exp", seconds(3))));
  }

  private static String seconds(int fromNow) {
    return String.valueOf(NOW.getEpochSecond() + fromNow);
  }
}
