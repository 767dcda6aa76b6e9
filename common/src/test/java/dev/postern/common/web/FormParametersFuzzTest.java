package dev.postern.common.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

class FormParametersFuzzTest {

  /** What is read was well-formed: each name stands there, with a value or without. */
  @FuzzTest(maxDuration = "30s")
  void parses(byte[] octets) {
    FormParameters.parse(octets)
        .ifPresent(
            form -> assertThat(form.has("a") == form.getEvenIfEmpty("a").isPresent()).isTrue());
  }
}
