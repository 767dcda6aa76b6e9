package dev.postern.common.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

class OpaqueTokenFuzzTest {

  /** A parsed token contains the whole text. */
  @FuzzTest(maxDuration = "30s")
  void parses(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    OpaqueToken.parse(text)
        .ifPresent(
            token -> {
              assertThat(token.text().reveal()).isEqualTo(text).hasSize(72);
              assertThat(text).contains("_" + token.environment().label() + "_" + token.id() + "_");
            });
  }
}
