package dev.postern.common.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

class OpaqueTokenFuzzTest {

  /** What parses is the whole text, and nothing of it was dropped. */
  @FuzzTest(maxDuration = "30s")
  void parses(byte[] octets) {
    String text = new String(octets, StandardCharsets.UTF_8);
    OpaqueToken.parse(text)
        .ifPresent(
            token -> {
              assertThat(token.text().reveal()).isEqualTo(text).hasSize(72);
              assertThat(text).contains("_" + token.environment().label() + "_" + token.id() + "_");
            });
  }
}
