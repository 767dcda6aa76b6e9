package dev.postern.common.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

class StrictJsonFuzzTest {

  /** A parsed document is an object and can be serialized again. */
  @FuzzTest(maxDuration = "30s")
  void reads(byte[] bytes) {
    StrictJson.object(bytes)
        .ifPresent(
            object -> {
              assertThat(object.isObject()).isTrue();
              assertThat(object.toString().getBytes(StandardCharsets.UTF_8)).isNotEmpty();
            });
  }
}
