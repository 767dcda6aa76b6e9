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

/** Attacks through the claims: threats 6 and 7. */
class JwtClaimsAttackTest {
  private static final TestIssuer ISSUER = new TestIssuer();

  private TestVerifier verifier;

  @BeforeEach
  void createVerifier() {
    verifier = new TestVerifier(ISSUER);
  }

  @Test
  void threat6CustomerTokenAndAccessTokenAreNotInterchangeable() {
    String access = ISSUER.token(claims());
    String customer = ISSUER.token(customerClaims());
    Verification wrongKind = new Verification.Invalid("the audience is of another token kind");

    for (int again = 0; again < 2; again++) {
      assertThat(verifier.verify(customer, TokenKind.ACCESS)).isEqualTo(wrongKind);
      assertThat(verifier.verify(access, TokenKind.CUSTOMER)).isEqualTo(wrongKind);
      assertThat(verifier.verify(access, TokenKind.ACCESS)).isInstanceOf(Verification.Valid.class);
      assertThat(verifier.verify(customer, TokenKind.CUSTOMER))
          .isInstanceOf(Verification.Valid.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"urn:postern:refresh", "urn:postern:crm", "https://auth.postern.test"})
  void threat6TokenForAnotherAudienceIsRefused(String audience) {
    verifier.assertRefusedBecause(
        "aud is another audience", ISSUER.token(customerClaims().string("aud", audience)));
  }

  @ParameterizedTest
  @EnumSource(OpaqueToken.Kind.class)
  void threat6OpaqueTokenIsRefusedWithoutKeyLookup(OpaqueToken.Kind kind) {
    verifier.assertRefusedWithoutKeyLookup(
        OpaqueToken.generate(kind, Environment.LIVE).text().reveal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"channel", "sid", "sub", "client_id", "jti", "iss", "aud"})
  void threat6CustomerTokenThatLacksAClaimIsRefused(String claim) {
    verifier.assertRefused(ISSUER.token(customerClaims().without(claim)));
    verifier.assertRefused(ISSUER.token(customerClaims().string(claim, "")));
    verifier.assertRefused(ISSUER.token(customerClaims().string(claim, "x".repeat(257))));
    verifier.assertRefused(ISSUER.token(customerClaims().raw(claim, "1")));
    verifier.assertRefused(ISSUER.token(customerClaims().raw(claim, "null")));
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
  void threat7AudienceThatDoesNotMatchExactlyIsRefused(String audience) {
    verifier.assertRefused(ISSUER.token(claims().raw("aud", audience)));
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
  void threat7IssuerThatDoesNotMatchExactlyIsRefused(String issuer) {
    verifier.assertRefused(ISSUER.token(claims().raw("iss", issuer)));
  }

  @ParameterizedTest
  @EnumSource(SigningAlgorithm.class)
  void threat7TokenSignedByAnotherIssuersKeyIsRefused(SigningAlgorithm algorithm) {
    verifier.assertRefusedBecause("bad signature", new TestIssuer().token(algorithm, claims()));
  }
}
