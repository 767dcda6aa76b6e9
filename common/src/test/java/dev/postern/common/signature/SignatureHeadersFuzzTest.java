package dev.postern.common.signature;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postern.common.signature.SignatureHeaders.Reading;
import java.nio.charset.StandardCharsets;
import java.util.Map;

class SignatureHeadersFuzzTest {

  /**
   * The input's lines become the fields of both forms. A signature that is found must be
   * well-formed and answer for its text.
   */
  @FuzzTest(maxDuration = "30s")
  void reads(byte[] bytes) {
    String[] lines = new String(bytes, StandardCharsets.ISO_8859_1).split("\n", 8);
    String[] names = {
      "signature-input",
      "signature",
      "content-digest",
      "x-key-id",
      "x-timestamp",
      "x-nonce",
      "x-signature",
      "content-type"
    };
    Sent sent = new Sent("POST", "localhost", "/a", Map.of(), "body");
    for (int i = 0; i < lines.length; i++) {
      sent = sent.header(names[i], lines[i]);
    }
    if (SignatureHeaders.read(sent.request()) instanceof Reading.Found(var signature)) {
      assertThat(signature.nonce()).matches("[A-Za-z0-9_-]{16,128}");
      assertThat(signature.mac()).hasSize(Hmac.BYTES);
      assertThat(signature.timestamp()).isNotNegative();
      assertThat(signature.signedText(sent.request())).isNotNull();
    }
  }
}
