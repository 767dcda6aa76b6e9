package dev.postern.common.jwt;

import static dev.postern.common.jwt.TestIssuer.claims;
import static dev.postern.common.jwt.TestIssuer.customerClaims;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.key.Environment;
import dev.postern.common.key.OpaqueToken;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks by the claims: threats 6 and 7. */
class JwtClaimsAttackTest {
  private static final TestIssuer ISSUER = new TestIssuer();

  private TokenGate gate;

  @BeforeEach
  void openGate() {
    gate = new TokenGate(ISSUER);
  }

  @Test
  void threat6CustomerTokenIsNoAccessTokenAndTheReverse() {
    String access = ISSUER.token(claims());
    String customer = ISSUER.token(customerClaims());
    Verification wrongKind = new Verification.Invalid("a token of another kind");

    for (int again = 0; again < 2; again++) {
      assertThat(gate.verify(customer, TokenKind.ACCESS)).isEqualTo(wrongKind);
      assertThat(gate.verify(access, TokenKind.CUSTOMER)).isEqualTo(wrongKind);
      assertThat(gate.verify(access, TokenKind.ACCESS)).isInstanceOf(Verification.Valid.class);
      assertThat(gate.verify(customer, TokenKind.CUSTOMER)).isInstanceOf(Verification.Valid.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"urn:postern:refresh", "urn:postern:crm", "https://auth.postern.test"})
  void threat6TokenForAnotherAudienceIsRefused(String audience) {
    gate.refusesBecause(
        "aud is another audience", ISSUER.token(customerClaims().string("aud", audience)));
  }

  @ParameterizedTest
  @EnumSource(OpaqueToken.Kind.class)
  void threat6OpaqueTokenIsRefusedUnseen(OpaqueToken.Kind kind) {
    gate.refusesUnseen(OpaqueToken.generate(kind, Environment.LIVE).text().reveal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"channel", "sid", "sub", "client_id", "jti", "iss", "aud"})
  void threat6CustomerTokenThatLacksAClaimIsRefused(String claim) {
    gate.refuses(ISSUER.token(customerClaims().without(claim)));
    gate.refuses(ISSUER.token(customerClaims().string(claim, "")));
    gate.refuses(ISSUER.token(customerClaims().string(claim, "x".repeat(257))));
    gate.refuses(ISSUER.token(customerClaims().raw(claim, "1")));
    gate.refuses(ISSUER.token(customerClaims().raw(claim, "null")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"urn:postern:ap\"",
        "\"urn:postern:api2\"",
        "\"urn:postern\"",
        "\"urn:postern:api/\"",
        "\"URN:POSTERN:API\"",
        "\" urn:postern:api\"",
        "\"urn:postern:api urn:postern:customer\"",
        "[\"urn:postern:api\"]",
        "[\"urn:other\",\"urn:postern:api\"]",
        "{\"urn:postern:api\":1}",
        "null",
        "\"\""
      })
  void threat7AudThatIsNotExactlyOursIsRefused(String audience) {
    gate.refuses(ISSUER.token(claims().raw("aud", audience)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"https://auth.postern.tes\"",
        "\"https://auth.postern.test.evil.test\"",
        "\"https://auth.postern.test/\"",
        "\"https://AUTH.postern.test\"",
        "\"HTTPS://auth.postern.test\"",
        "\"https://auth.postern.test:443\"",
        "\"http://auth.postern.test\"",
        "\"auth.postern.test\"",
        "[\"https://auth.postern.test\"]",
        "\"\""
      })
  void threat7IssThatIsNotExactlyOursIsRefused(String issuer) {
    gate.refuses(ISSUER.token(claims().raw("iss", issuer)));
  }

  @ParameterizedTest
  @EnumSource(SigningAlgorithm.class)
  void threat7TokenSignedByAnotherIssuersKeyIsRefused(SigningAlgorithm algorithm) {
    gate.refusesBecause("bad signature", new TestIssuer().token(algorithm, claims()));
  }
}
