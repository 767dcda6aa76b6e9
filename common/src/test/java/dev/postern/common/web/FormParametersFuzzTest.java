package dev.postern.common.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

class FormParametersFuzzTest {

  /** A parsed form is consistent: a name that is present has a value, which may be empty. */
  @FuzzTest(maxDuration = "30s")
  void parses(byte[] bytes) {
    FormParameters.parse(bytes)
        .ifPresent(
            form -> assertThat(form.has("a") == form.getEvenIfEmpty("a").isPresent()).isTrue());
  }
}
