package dev.postern.common.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

class UnverifiedJwtFuzzTest {

  /**
   * A parsed token's signing input is exactly the text written, and its header has a supported
   * algorithm and a kid.
   */
  @FuzzTest(maxDuration = "30s")
  void parses(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    UnverifiedJwt.parse(text, JwtForm.ACCESS_TOKEN)
        .ifPresent(
            jwt -> {
              assertThat(text)
                  .startsWith(new String(jwt.signed(), StandardCharsets.US_ASCII) + ".");
              assertThat(jwt.kid().orElseThrow()).matches("[A-Za-z0-9_-]{1,64}");
            });
  }
}
