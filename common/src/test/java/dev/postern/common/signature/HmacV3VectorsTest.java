package dev.postern.common.signature;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.common.secret.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The test vectors of the wire contract, {@code vectors/hmac-v3.json}. */
class HmacV3VectorsTest {

  static Stream<JsonNode> vectors() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(
            HmacV3VectorsTest.class.getResourceAsStream("/vectors/hmac-v3.json"))) {
      return StreamSupport.stream(new ObjectMapper().readTree(file).spliterator(), false);
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void textAndSignatureMatchTheContract(JsonNode vector) {
    Sent sent = sent(vector);
    PresentedSignature signature = Signing.found(sent);
    Secret secret = Secret.of(HexFormat.of().parseHex(vector.get("secret_hex").asText()));

    String text = signature.signedText(sent.request()).orElseThrow();

    assertThat(text).isEqualTo(vector.get("string_to_sign").asText());
    assertThat(Hmac.verifies(text, signature.mac(), List.of(secret))).isTrue();
    assertThat(Hmac.verifies(text + "x", signature.mac(), List.of(secret))).isFalse();
  }

  private static Sent sent(JsonNode vector) {
    String query = vector.get("query").asText();
    Sent sent =
        new Sent(
                vector.get("method").asText(),
                vector.get("authority").asText(),
                vector.get("path").asText() + (query.isEmpty() ? "" : "?" + query),
                Map.of(),
                vector.get("body").asText())
            .header("x-key-id", "some-key")
            .header("x-timestamp", vector.get("timestamp").asText())
            .header("x-nonce", vector.get("nonce").asText())
            .header("x-signature", vector.get("signature").asText());
    String type = vector.get("content_type").asText();
    return type.isEmpty() ? sent : sent.header("content-type", type);
  }
}
