package dev.postern.common.jwt;

import static dev.postern.common.jwt.SigningAlgorithm.EDDSA;
import static dev.postern.common.jwt.SigningAlgorithm.ES256;
import static dev.postern.common.jwt.SigningAlgorithm.RS256;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JOSE header: strict for access tokens, more lenient for client assertions. */
class JwtFormTest {
  private static final TestIssuer ISSUER = new TestIssuer();

  private static JsonText full() {
    return TestIssuer.header(ES256);
  }

  private static Optional<UnverifiedJwt> accessToken(JsonText header) {
    return UnverifiedJwt.parse(ISSUER.tokenWithHeader(header), JwtForm.ACCESS_TOKEN);
  }

  private static Optional<UnverifiedJwt> assertion(JsonText header) {
    return UnverifiedJwt.parse(ISSUER.tokenWithHeader(header), JwtForm.CLIENT_ASSERTION);
  }

  @ParameterizedTest
  @ValueSource(strings = {"alg", "typ", "kid"})
  void accessTokenMustHaveAlgTypAndKid(String member) {
    assertThat(accessToken(full())).isPresent();
    assertThat(accessToken(full().without(member))).isEmpty();
  }

  @Test
  void assertionMayOmitTypAndKidButNotAlg() {
    JsonText bare = new JsonText().string("alg", "ES256");

    assertThat(assertion(bare).orElseThrow().kid()).isEmpty();
    assertThat(assertion(new JsonText().string("typ", "JWT"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"JWT", "jwt", "client-authentication+jwt", "Client-Authentication+JWT"})
  void acceptsAssertionTypes(String type) {
    assertThat(assertion(full().string("typ", type))).isPresent();
    assertThat(accessToken(full().string("typ", type))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"at+jwt", "", "logout+jwt", "application/jwt", "dpop+jwt"})
  void rejectsAssertionOfAnotherType(String type) {
    assertThat(assertion(full().string("typ", type))).isEmpty();
  }

  @Test
  void rejectsHeaderMemberThatIsNotAString() {
    JsonText header = full().string("typ", "JWT");

    assertThat(assertion(header)).isPresent();
    assertThat(assertion(full().raw("typ", "null"))).isEmpty();
    assertThat(assertion(header.raw("kid", "1"))).isEmpty();
    assertThat(assertion(header.string("kid", "k").raw("alg", "[\"ES256\"]"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"crit", "jwk", "jku", "x5c", "x5u", "b64", "cty", "zip", "nonce"})
  void rejectsAnyOtherHeaderMember(String member) {
    assertThat(accessToken(full().string(member, "x"))).isEmpty();
    assertThat(assertion(full().string("typ", "JWT").string(member, "x"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.b:c/d", "2026-11", "key#1", "~"})
  void acceptsAnyPrintableKidInAssertion(String kid) {
    JsonText header = full().string("typ", "JWT").string("kid", kid);

    assertThat(assertion(header).orElseThrow().kid()).contains(kid);
    assertThat(accessToken(full().string("kid", "a.b:c"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "\\u0000", "\\u00e9", "\\n"})
  void rejectsKidThatIsNotPrintableAscii(String kid) {
    assertThat(assertion(full().string("typ", "JWT").string("kid", kid))).isEmpty();
  }

  @Test
  void rejectsKidThatIsTooLong() {
    JsonText header = full().string("typ", "JWT");

    assertThat(assertion(header.string("kid", "k".repeat(128)))).isPresent();
    assertThat(assertion(header.string("kid", "k".repeat(129)))).isEmpty();
  }

  @Test
  void acceptsFullySpecifiedEd25519OnlyInAssertion() {
    JsonText header = full().string("alg", "Ed25519");

    assertThat(accessToken(header)).isEmpty();
    assertThat(assertion(header.string("typ", "JWT")).orElseThrow().algorithm()).isEqualTo(EDDSA);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "HS256", "ES384", "Ed448", "es256", "ed25519", ""})
  void rejectsOtherAlgorithms(String algorithm) {
    assertThat(assertion(full().string("typ", "JWT").string("alg", algorithm))).isEmpty();
  }

  @Test
  void isSignedByChecksKeyAndAlgorithm() {
    UnverifiedJwt jwt = accessToken(full()).orElseThrow();
    VerificationKey own = new VerificationKey("k", ES256, ISSUER.publicKey(ES256));

    assertThat(jwt.isSignedBy(own)).isTrue();
    assertThat(jwt.isSignedBy(new VerificationKey("k", RS256, own.publicKey()))).isFalse();
    assertThat(jwt.isSignedBy(new VerificationKey("k", ES256, new TestIssuer().publicKey(ES256))))
        .isFalse();
  }

  @Test
  void toStringOmitsAnAssertionWithoutKid() {
    assertThat(assertion(new JsonText().string("alg", "ES256")).orElseThrow())
        .hasToString("UnverifiedJwt[kid=none]");
  }
}
