package dev.postern.common.jwt;

import static dev.postern.common.jwt.SigningAlgorithm.ES256;
import static dev.postern.common.jwt.TestIssuer.base64url;
import static dev.postern.common.jwt.TestIssuer.claims;
import static dev.postern.common.jwt.TestIssuer.header;
import static dev.postern.common.jwt.TestIssuer.utf8;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks through the header: threats 1 to 4. Every token is valid except for the attack. */
class JwtAttackTest {
  private static final TestIssuer ISSUER = new TestIssuer();

  private TestVerifier verifier;

  @BeforeEach
  void createVerifier() {
    verifier = new TestVerifier(ISSUER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "NONE", "nOnE", ""})
  void threat1AlgNoneInAnyCaseIsRefused(String none) {
    String signed = ISSUER.tokenWithHeader(header(ES256).string("alg", none));

    verifier.assertRefusedWithoutKeyLookup(signed);
    verifier.assertRefusedWithoutKeyLookup(withoutSignature(signed));
    verifier.assertRefusedWithoutKeyLookup(withoutSignature(signed) + "AA");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"es256", "ES384", "RS512", "PS256", "HS256", "eddsa", "Ed25519", "ES256 "})
  void threat1UnsupportedAlgIsRefused(String algorithm) {
    verifier.assertRefusedWithoutKeyLookup(
        ISSUER.tokenWithHeader(header(ES256).string("alg", algorithm)));
  }

  @Test
  void threat1EmptySignatureIsRefused() {
    String good = ISSUER.token(claims());

    verifier.assertAccepted(good);
    verifier.assertRefusedWithoutKeyLookup(withoutSignature(good));
    verifier.assertRefusedWithoutKeyLookup(good.substring(0, good.lastIndexOf('.')));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../etc/passwd",
        "/dev/null",
        "key.pem",
        "' OR '1'='1",
        "x' UNION SELECT 'key' --",
        "key\0",
        "key ES256",
        "k\u00E9y",
        ""
      })
  void threat2KidWithPathSqlOrNulIsRefusedEvenIfAKeyHasThatName(String kid) {
    verifier.keys.publish(new VerificationKey(kid, ES256, ISSUER.publicKey(ES256)));

    verifier.assertRefusedWithoutKeyLookup(
        ISSUER.tokenWithHeader(header(ES256).string("kid", kid.replace("\0", "\\u0000"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "7.0", "true", "null", "[\"7\"]", "{\"7\":\"7\"}"})
  void threat2KidThatIsNotAStringIsRefused(String json) {
    for (String name : List.of("7", "7.0", "true", "null", "")) {
      verifier.keys.publish(new VerificationKey(name, ES256, ISSUER.publicKey(ES256)));
    }

    verifier.assertAccepted(ISSUER.tokenWithHeader(header(ES256).string("kid", "7")));
    verifier.assertRefusedWithoutKeyLookup(ISSUER.tokenWithHeader(header(ES256).raw("kid", json)));
  }

  @Test
  void threat2KidMissingIsRefused() {
    verifier.assertRefusedWithoutKeyLookup(ISSUER.tokenWithHeader(header(ES256).without("kid")));
  }

  @ParameterizedTest
  @ValueSource(ints = {65, 1_000, 8_192})
  void threat2LongKidIsRefusedEvenIfAKeyHasThatName(int chars) {
    String longest = "k".repeat(64);
    String tooLong = "k".repeat(chars);
    verifier.keys.publish(new VerificationKey(longest, ES256, ISSUER.publicKey(ES256)));
    verifier.keys.publish(new VerificationKey(tooLong, ES256, ISSUER.publicKey(ES256)));

    verifier.assertAccepted(ISSUER.tokenWithHeader(header(ES256).string("kid", longest)));
    verifier.assertRefusedWithoutKeyLookup(
        ISSUER.tokenWithHeader(header(ES256).string("kid", tooLong)));
  }

  @Test
  void threat2UnknownKidIsRefused() {
    verifier.assertRefusedBecause(
        "unknown kid", ISSUER.tokenWithHeader(header(ES256).string("kid", "key-of-nobody")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jku", "x5u"})
  void threat3KeyUrlSuppliedByTheCallerIsNotFetched(String member) {
    verifier.assertRefusedWithoutKeyLookup(
        ISSUER.tokenWithHeader(header(ES256).string(member, "https://evil.test/jwks.json")));
  }

  @Test
  void threat3KeyOrCertificateSuppliedByTheCallerIsNotUsed() {
    String own = JwkSet.write(List.of(new VerificationKey("k", ES256, ISSUER.publicKey(ES256))));
    String jwk = own.substring(own.indexOf('[') + 1, own.lastIndexOf(']'));

    verifier.assertRefusedWithoutKeyLookup(ISSUER.tokenWithHeader(header(ES256).raw("jwk", jwk)));
    verifier.assertRefusedWithoutKeyLookup(
        ISSUER.tokenWithHeader(header(ES256).raw("jwk", jwk).without("kid")));
    verifier.assertRefusedWithoutKeyLookup(
        ISSUER.tokenWithHeader(header(ES256).raw("x5c", "[\"MIIB\"]")));
    verifier.assertRefusedWithoutKeyLookup(
        ISSUER.tokenWithHeader(header(ES256).string("x5t#S256", "AAAA")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[\"exp\"]", "[\"b64\"]", "[\"urn:unknown\"]", "null", "\"exp\""})
  void threat4UnknownOrEmptyCritIsRefused(String crit) {
    verifier.assertRefusedWithoutKeyLookup(ISSUER.tokenWithHeader(header(ES256).raw("crit", crit)));
  }

  @Test
  void threat4B64FalseIsRefused() {
    verifier.assertRefusedWithoutKeyLookup(
        ISSUER.tokenWithHeader(header(ES256).raw("b64", "false")));
    verifier.assertRefusedWithoutKeyLookup(
        ISSUER.tokenWithHeader(header(ES256).raw("b64", "false").raw("crit", "[\"b64\"]")));
  }

  @Test
  void threat4ZipIsRefused() {
    verifier.assertRefusedWithoutKeyLookup(
        ISSUER.tokenWithHeader(header(ES256).string("zip", "DEF")));
  }

  @Test
  void threat4EncryptedTokenOfFivePartsIsRefused() {
    verifier.assertRefusedWithoutKeyLookup(
        base64url(utf8("{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\",\"kid\":\"key-RS256\"}"))
            + ".AAAA.AAAA.AAAA.AAAA");
    verifier.assertRefusedWithoutKeyLookup(ISSUER.token(claims()) + ".AAAA.AAAA");
    verifier.assertRefusedWithoutKeyLookup(
        ISSUER.tokenWithHeader(header(ES256).string("enc", "A256GCM")));
  }

  @Test
  void threat4NestedTokenIsRefused() {
    byte[] inner = ISSUER.token(claims()).getBytes(StandardCharsets.US_ASCII);

    verifier.assertRefusedWithoutKeyLookup(
        ISSUER.tokenWithHeader(header(ES256).string("cty", "JWT")));
    verifier.assertRefusedBecause(
        "claims are not strict JSON", ISSUER.sign(ES256, utf8(header(ES256).toString()), inner));
  }

  @ParameterizedTest
  @ValueSource(strings = {"JWT", "jwt", "application/at+jwt", "at+jwt ", "dpop+jwt", ""})
  void threat4TypThatIsNotAtJwtIsRefused(String type) {
    verifier.assertRefusedWithoutKeyLookup(
        ISSUER.tokenWithHeader(header(ES256).string("typ", type)));
  }

  @Test
  void threat4JsonSerializationIsRefused() {
    String[] parts = ISSUER.token(claims()).split("\\.", -1);

    verifier.assertRefusedWithoutKeyLookup(
        "{\"protected\":\"%s\",\"payload\":\"%s\",\"signature\":\"%s\"}"
            .formatted((Object[]) parts));
  }

  /** The JWS signing input and the dot after it. */
  private static String withoutSignature(String token) {
    return token.substring(0, token.lastIndexOf('.') + 1);
  }
}
