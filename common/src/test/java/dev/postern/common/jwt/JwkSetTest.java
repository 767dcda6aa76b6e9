package dev.postern.common.jwt;

import static dev.postern.common.jwt.SigningAlgorithm.ES256;
import static dev.postern.common.jwt.SigningAlgorithm.RS256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwkSetTest {
  private static final TestIssuer ISSUER = new TestIssuer();

  @Test
  void writtenKeysReadBackEqual() {
    List<VerificationKey> keys =
        Arrays.stream(SigningAlgorithm.values())
            .map(a -> new VerificationKey(TestIssuer.kid(a), a, ISSUER.publicKey(a)))
            .toList();

    assertThat(JwkSet.read(JwkSet.write(keys)).values()).containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  void writesPublicMembersOnly() {
    String document = document(ES256) + document(RS256);

    assertThat(document).contains("\"use\":\"sig\"").contains("\"kid\":\"key-ES256\"");
    assertThat(document).doesNotContain("\"d\":").doesNotContain("\"p\":").doesNotContain("\"k\":");
  }

  @Test
  void leavesOutKeysForEncryption() {
    assertThat(JwkSet.read(document(RS256))).containsOnlyKeys("key-RS256");
    assertThat(JwkSet.read(document(RS256).replace("\"use\":\"sig\"", "\"use\":\"enc\"")))
        .isEmpty();
  }

  @Test
  void leavesOutKeysOfAnotherAlgorithmOrOfNone() {
    assertThat(JwkSet.read(document(RS256).replace("\"RS256\"", "\"RS512\""))).isEmpty();
    assertThat(JwkSet.read(document(RS256).replace("\"RS256\"", "\"RSA-OAEP\""))).isEmpty();
    assertThat(JwkSet.read(document(RS256).replace("\"alg\"", "\"gla\""))).isEmpty();
    assertThat(JwkSet.read(document(RS256).replace("\"kid\"", "\"dik\""))).isEmpty();
  }

  @Test
  void leavesOutSymmetricKeys() {
    String secret = "{\"keys\":[{\"kty\":\"oct\",\"alg\":\"%s\",\"kid\":\"k\",\"k\":\"AAAA\"}]}";

    assertThat(JwkSet.read(secret.formatted("HS256"))).isEmpty();
    assertThat(JwkSet.read(secret.formatted("RS256"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "null", "[]", "{}", "{\"keys\":null}", "{\"keys\":1}", "{\"keys\":[1]}"})
  void rejectsDocumentThatIsNotAJwkSet(String document) {
    assertThatThrownBy(() -> JwkSet.read(document)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rejectsDuplicateKid() {
    String twice =
        JwkSet.write(
            List.of(
                new VerificationKey("same", ES256, ISSUER.publicKey(ES256)),
                new VerificationKey("same", RS256, ISSUER.publicKey(RS256))));

    assertThatThrownBy(() -> JwkSet.read(twice)).isInstanceOf(IllegalArgumentException.class);
  }

  private static String document(SigningAlgorithm algorithm) {
    return JwkSet.write(
        List.of(
            new VerificationKey(
                TestIssuer.kid(algorithm), algorithm, ISSUER.publicKey(algorithm))));
  }
}
