package dev.postern.auth.signingkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.common.jwt.SigningAlgorithm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyConfigTest {
  private final SigningKeyConfig.AlgorithmName names = new SigningKeyConfig.AlgorithmName();

  @ParameterizedTest
  @EnumSource(SigningAlgorithm.class)
  void readsTheNamesOfTheAlgHeader(SigningAlgorithm algorithm) {
    assertThat(names.convert(algorithm.jwsName())).isEqualTo(algorithm);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "HS256", "es256", "EDDSA"})
  void rejectsOtherNames(String name) {
    assertThatThrownBy(() -> names.convert(name)).hasMessageContaining(name);
  }
}
