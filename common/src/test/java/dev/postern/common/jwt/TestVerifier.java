package dev.postern.common.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;

/**
 * A {@link JwtVerifier} with the keys of one issuer and a fixed clock, and assertions on its
 * outcomes.
 */
final class TestVerifier {
  final MapKeySource keys;
  private final JwtVerifier verifier;

  TestVerifier(TestIssuer issuer) {
    this.keys = issuer.keySource();
    this.verifier =
        new JwtVerifier(TestIssuer.ISSUER, keys, InstantSource.fixed(TestIssuer.NOW), 100);
  }

  Verification verify(String token, TokenKind wanted) {
    return verifier.verify(token, wanted).await().indefinitely();
  }

  void assertAccepted(String token) {
    assertThat(verify(token, TokenKind.ACCESS)).isInstanceOf(Verification.Valid.class);
  }

  /** Asserts that the token is refused for every wanted kind, also when presented a second time. */
  void assertRefused(String token) {
    for (TokenKind wanted : TokenKind.values()) {
      assertThat(verify(token, wanted)).isInstanceOf(Verification.Invalid.class);
      assertThat(verify(token, wanted)).isInstanceOf(Verification.Invalid.class);
    }
  }

  /** Asserts that the token is refused with this detail in the decision log. */
  void assertRefusedBecause(String why, String token) {
    assertThat(verify(token, TokenKind.ACCESS)).isEqualTo(new Verification.Invalid(why));
    assertRefused(token);
  }

  /** Asserts that the token is refused by its form alone, before its key is looked up. */
  void assertRefusedWithoutKeyLookup(String token) {
    int before = keys.lookedUp().size();
    assertRefused(token);
    assertThat(keys.lookedUp()).hasSize(before);
  }
}
