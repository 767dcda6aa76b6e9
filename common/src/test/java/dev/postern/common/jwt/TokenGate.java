package dev.postern.common.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;

/** A verifier over the keys of one issuer at a fixed time, and what the tests say of it. */
final class TokenGate {
  final MapKeySource keys;
  private final JwtVerifier verifier;

  TokenGate(TestIssuer issuer) {
    this.keys = issuer.keySource();
    this.verifier =
        new JwtVerifier(TestIssuer.ISSUER, keys, InstantSource.fixed(TestIssuer.NOW), 100);
  }

  Verification verify(String token, TokenKind wanted) {
    return verifier.verify(token, wanted).await().indefinitely();
  }

  void accepts(String token) {
    assertThat(verify(token, TokenKind.ACCESS)).isInstanceOf(Verification.Valid.class);
  }

  /** Refused at every kind of gate, and no less so when it comes again. */
  void refuses(String token) {
    for (TokenKind wanted : TokenKind.values()) {
      assertThat(verify(token, wanted)).isInstanceOf(Verification.Invalid.class);
      assertThat(verify(token, wanted)).isInstanceOf(Verification.Invalid.class);
    }
  }

  /** Refused for this reason, as the audit line will say. */
  void refusesBecause(String why, String token) {
    assertThat(verify(token, TokenKind.ACCESS)).isEqualTo(new Verification.Invalid(why));
    refuses(token);
  }

  /** Refused by its form alone: no key is looked up, so nothing is fetched. */
  void refusesUnseen(String token) {
    int before = keys.asked().size();
    refuses(token);
    assertThat(keys.asked()).hasSize(before);
  }
}
