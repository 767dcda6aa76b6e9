package dev.postern.common.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The signature examples of RFC 7515 (A.3) and RFC 8037 (A.4). */
class Rfc7515AppendixATest {
  private static final String A3_SIGNED =
      "eyJhbGciOiJFUzI1NiJ9"
          + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
          + "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
  private static final String A3_SIGNATURE =
      "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSA" + "pmWQxfKTUJqPP3-Kg6NU1Q";
  private static final String A3_KEY =
      """
      {"kty":"EC","crv":"P-256","alg":"ES256","kid":"a3",
       "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
       "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}
      """;

  private static final String ED25519_SIGNED =
      "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
  private static final String ED25519_SIGNATURE =
      "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
  private static final String ED25519_KEY =
      """
      {"kty":"OKP","crv":"Ed25519","alg":"EdDSA","kid":"a4",
       "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
      """;

  @Test
  void a3VerifiesEs256SignatureButNotOfAnotherText() {
    assertThat(verifies(A3_KEY, "a3", A3_SIGNED, A3_SIGNATURE)).isTrue();
    assertThat(verifies(A3_KEY, "a3", A3_SIGNED + "x", A3_SIGNATURE)).isFalse();
  }

  @Test
  void rfc8037A4VerifiesEd25519SignatureButNotOfAnotherText() {
    assertThat(verifies(ED25519_KEY, "a4", ED25519_SIGNED, ED25519_SIGNATURE)).isTrue();
    assertThat(verifies(ED25519_KEY, "a4", ED25519_SIGNED + "x", ED25519_SIGNATURE)).isFalse();
  }

  private static boolean verifies(String jwk, String kid, String signed, String signature) {
    VerificationKey key =
        Optional.ofNullable(JwkSet.read("{\"keys\":[" + jwk + "]}").get(kid)).orElseThrow();
    return key.algorithm()
        .verifies(
            key.publicKey(),
            signed.getBytes(StandardCharsets.US_ASCII),
            Base64.getUrlDecoder().decode(signature));
  }
}
