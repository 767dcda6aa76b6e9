package dev.postern.common.jwt;

import static dev.postern.common.jwt.SigningAlgorithm.EDDSA;
import static dev.postern.common.jwt.SigningAlgorithm.ES256;
import static dev.postern.common.jwt.SigningAlgorithm.RS256;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.common.json.StrictJson;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that clients register: which are accepted, and every reason to reject one. */
class PublicKeysTest {
  private static final TestIssuer CLIENT = new TestIssuer();

  /** The example key of RFC 7638 §3.1, which gives its thumbprint. */
  private static final String RFC_7638_KEY =
      """
      {"kty":"RSA","e":"AQAB","alg":"RS256","kid":"2011-04-29","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAt\
      VT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2Q\
      vzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_x\
      BniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"}\
      """;

  private static ObjectNode jwk(SigningAlgorithm algorithm) {
    String set = JwkSet.write(List.of(key("a-key", algorithm)));
    return (ObjectNode) json(set).at("/keys/0");
  }

  private static VerificationKey key(String kid, SigningAlgorithm algorithm) {
    return new VerificationKey(kid, algorithm, CLIENT.publicKey(algorithm));
  }

  private static JsonNode json(String text) {
    return StrictJson.object(text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }

  private static JsonNode set(JsonNode... keys) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode().addAll(List.of(keys));
    return JsonNodeFactory.instance.objectNode().set("keys", array);
  }

  private static List<VerificationKey> accepted(PublicKeys.ParsedKeys parsed) {
    assertThat(parsed).isInstanceOf(PublicKeys.ParsedKeys.Accepted.class);
    return ((PublicKeys.ParsedKeys.Accepted) parsed).keys();
  }

  private static String rejected(PublicKeys.ParsedKeys parsed) {
    assertThat(parsed).isInstanceOf(PublicKeys.ParsedKeys.Rejected.class);
    return ((PublicKeys.ParsedKeys.Rejected) parsed).detail();
  }

  private static String pem(PublicKey key) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  private static PublicKey generate(String family, String curve) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(family);
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair().getPublic();
  }

  private static PublicKey rsa(BigInteger modulus, BigInteger exponent)
      throws GeneralSecurityException {
    return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
  }

  @ParameterizedTest
  @EnumSource(SigningAlgorithm.class)
  void acceptsEachKeyTypeAsJwkAndAsPem(SigningAlgorithm algorithm) {
    VerificationKey key = key("a-key", algorithm);

    assertThat(accepted(PublicKeys.ofJwks(set(jwk(algorithm))))).containsExactly(key);
    VerificationKey ofPem = accepted(PublicKeys.ofPem(pem(key.publicKey()))).getFirst();
    assertThat(ofPem.publicKey()).isEqualTo(key.publicKey());
    assertThat(ofPem.algorithm()).isEqualTo(algorithm);
    assertThat(accepted(PublicKeys.ofJwks(set(jwk(algorithm).without("kid")))))
        .containsExactly(ofPem);
  }

  @Test
  void usesRfc7638ThumbprintIfKidIsAbsent() {
    ObjectNode key = (ObjectNode) json(RFC_7638_KEY);

    assertThat(accepted(PublicKeys.ofJwks(set(key))))
        .extracting("kid")
        .containsExactly("2011-04-29");
    assertThat(accepted(PublicKeys.ofJwks(set(key.without("kid")))))
        .extracting("kid")
        .containsExactly("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
  }

  @Test
  void acceptedKeysReadBackEqualFromAWrittenSet() {
    List<VerificationKey> keys =
        accepted(
            PublicKeys.ofJwks(
                set(jwk(ES256), jwk(RS256).put("kid", "b"), jwk(EDDSA).put("kid", "\"c\""))));

    assertThat(JwkSet.read(JwkSet.write(keys)).values()).containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  void ignoresMembersThatDoNotDescribeTheKey() {
    ObjectNode key = jwk(ES256).put("x5u", "https://evil.example").put("iat", 1);
    key.remove("alg");
    key.remove("use");

    List<VerificationKey> keys = accepted(PublicKeys.ofJwks(set(key)));
    assertThat(JwkSet.write(keys)).doesNotContain("x5u", "iat").contains("\"alg\":\"ES256\"");
  }

  @Test
  void acceptsFullySpecifiedAlgEd25519() {
    assertThat(accepted(PublicKeys.ofJwks(set(jwk(EDDSA).put("alg", "Ed25519"))))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
  void rejectsPrivateMember(String member) {
    assertThat(rejected(PublicKeys.ofJwks(set(jwk(RS256).put(member, "AQAB")))))
        .startsWith("keys[0]: a private or secret key");
  }

  @Test
  void rejectsSymmetricKey() {
    JsonNode secret = json("{\"kty\":\"oct\",\"k\":\"AAAA\",\"alg\":\"HS256\"}");

    assertThat(rejected(PublicKeys.ofJwks(set(jwk(ES256), secret))))
        .startsWith("keys[1]: a private or secret key");
  }

  @ParameterizedTest
  @CsvSource({"use,enc", "use,''", "alg,RS256", "alg,HS256", "alg,none", "alg,es256", "kid,''"})
  void rejectsMemberWithAnotherValue(String member, String value) {
    assertThat(rejected(PublicKeys.ofJwks(set(jwk(ES256).put(member, value)))))
        .startsWith("keys[0]:");
  }

  @ParameterizedTest
  @CsvSource({"use", "alg", "kid", "kty", "crv", "x", "y"})
  void rejectsMemberOfWrongType(String member) {
    ObjectNode number = jwk(ES256).put(member, 1);
    ObjectNode nothing = jwk(ES256).putNull(member);

    assertThat(rejected(PublicKeys.ofJwks(set(number)))).startsWith("keys[0]:");
    assertThat(rejected(PublicKeys.ofJwks(set(nothing)))).startsWith("keys[0]:");
  }

  @Test
  void rejectsKidThatIsTooLongOrNotPrintable() {
    for (String kid : List.of("k".repeat(129), "a b", "\u00e9", "\n")) {
      assertThat(rejected(PublicKeys.ofJwks(set(jwk(ES256).put("kid", kid))))).contains("kid:");
    }
  }

  @Test
  void rejectsTwoKeysWithTheSameKid() {
    assertThat(rejected(PublicKeys.ofJwks(set(jwk(ES256), jwk(RS256)))))
        .startsWith("keys[1]: another key has the same kid");
    ObjectNode nameless = jwk(ES256).without("kid");
    assertThat(rejected(PublicKeys.ofJwks(set(nameless, nameless))))
        .startsWith("keys[1]: another key has the same kid");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"keys\":[]}",
        "{\"keys\":{}}",
        "{\"keys\":null}",
        "{\"keys\":[1]}",
        "{\"keys\":[null]}",
        "{\"keys\":[[]]}",
        "{\"keys\":[{}]}",
        "{\"kty\":\"EC\"}"
      })
  void rejectsDocumentThatIsNotAPublicJwkSet(String document) {
    assertThat(rejected(PublicKeys.ofJwks(json(document)))).isNotEmpty();
  }

  @Test
  void acceptsTenKeysButNotEleven() {
    JsonNode[] keys = new JsonNode[11];
    Arrays.setAll(keys, i -> jwk(ES256).put("kid", "k" + i));

    assertThat(accepted(PublicKeys.ofJwks(set(Arrays.copyOf(keys, 10))))).hasSize(10);
    assertThat(rejected(PublicKeys.ofJwks(set(keys)))).contains("1 to 10");
  }

  @Test
  void rejectsPointThatIsNotOnTheCurve() {
    String other = jwk(ES256).get("x").textValue();

    rejected(PublicKeys.ofJwks(set(jwk(ES256).put("y", other))));
    rejected(PublicKeys.ofJwks(set(jwk(ES256).put("x", "A".repeat(43)).put("y", "A".repeat(43)))));
    rejected(PublicKeys.ofJwks(set(jwk(ES256).put("x", "_".repeat(42) + "8"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"=", "A", "+/"})
  void rejectsNumbersInNonCanonicalForm(String more) {
    rejected(PublicKeys.ofJwks(set(jwk(ES256).put("x", jwk(ES256).get("x").textValue() + more))));
    rejected(PublicKeys.ofJwks(set(jwk(EDDSA).put("x", jwk(EDDSA).get("x").textValue() + more))));
    rejected(PublicKeys.ofJwks(set(jwk(RS256).put("n", jwk(RS256).get("n").textValue() + more))));
  }

  @Test
  void rejectsExponentWithALeadingZeroByte() {
    rejected(PublicKeys.ofJwks(set(jwk(RS256).put("e", "AAEAAQ"))));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 65_536, 4_294_967_297L})
  void rejectsUnsafeRsaExponent(long exponent) {
    String encoded = TestIssuer.base64url(BigInteger.valueOf(exponent).toByteArray());

    rejected(PublicKeys.ofJwks(set(jwk(RS256).put("e", encoded))));
  }

  @Test
  void acceptsOnlyRsaKeysOf2048To4096Bits() throws GeneralSecurityException {
    BigInteger exponent = BigInteger.valueOf(65_537);

    for (int bits : new int[] {1024, 2040, 4104, 8192}) {
      BigInteger modulus = BigInteger.ONE.shiftLeft(bits - 1).setBit(0);
      rejected(PublicKeys.ofPem(pem(rsa(modulus, exponent))));
    }
    for (int bits : new int[] {2048, 3072, 4096}) {
      BigInteger modulus = BigInteger.ONE.shiftLeft(bits - 1).setBit(0);
      assertThat(accepted(PublicKeys.ofPem(pem(rsa(modulus, exponent))))).hasSize(1);
      rejected(PublicKeys.ofPem(pem(rsa(modulus.clearBit(0).setBit(1), exponent))));
    }
  }

  @Test
  void rejectsKeysOnOtherCurves() throws GeneralSecurityException {
    rejected(PublicKeys.ofPem(pem(generate("EC", "secp384r1"))));
    rejected(
        PublicKeys.ofPem(pem(KeyPairGenerator.getInstance("Ed448").generateKeyPair().getPublic())));
    rejected(
        PublicKeys.ofPem(
            pem(KeyPairGenerator.getInstance("X25519").generateKeyPair().getPublic())));
    rejected(PublicKeys.ofJwks(set(jwk(EDDSA).put("crv", "X25519"))));
    rejected(PublicKeys.ofJwks(set(jwk(ES256).put("crv", "P-384"))));
  }

  @Test
  void rejectsPrivateKeyInPemWithAClearMessage() {
    assertThat(
            rejected(
                PublicKeys.ofPem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")))
        .startsWith("a private key");
  }

  @Test
  void rejectsPemWithExtraTextAroundOrWithinIt() {
    String good = pem(CLIENT.publicKey(ES256));

    assertThat(accepted(PublicKeys.ofPem("\r\n" + good.replace("\n", "\r\n")))).hasSize(1);
    for (String bad :
        List.of(
            "",
            "x" + good,
            good + good,
            good.replace("PUBLIC", "EC PUBLIC"),
            good.replaceFirst("M", "*"),
            good.replaceFirst("M", "=M"),
            good.replaceFirst("M", "MM"),
            good.replaceFirst("(?s)KEY-----.*-----END", "KEY-----AAAA-----END"),
            good + " ".repeat(2_048))) {
      assertThat(rejected(PublicKeys.ofPem(bad))).isNotEmpty();
    }
  }
}
