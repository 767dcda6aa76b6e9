package dev.postern.common.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

class UnverifiedJwtFuzzTest {

  /** What parses is signed over exactly what was written, and names an algorithm of ours. */
  @FuzzTest(maxDuration = "30s")
  void parses(byte[] octets) {
    String text = new String(octets, StandardCharsets.UTF_8);
    UnverifiedJwt.parse(text, JwtForm.ACCESS_TOKEN)
        .ifPresent(
            jwt -> {
              assertThat(text)
                  .startsWith(new String(jwt.signed(), StandardCharsets.US_ASCII) + ".");
              assertThat(jwt.kid().orElseThrow()).matches("[A-Za-z0-9_-]{1,64}");
            });
  }
}
