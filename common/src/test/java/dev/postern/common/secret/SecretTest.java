package dev.postern.common.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretTest {
  private record Holder(Optional<Secret> secret) {}

  @Test
  void revealReturnsTheValue() {
    Secret secret = Secret.of("p\u00e4ssword");

    assertThat(secret.reveal()).isEqualTo("p\u00e4ssword");
    assertThat(secret.revealBytes()).isEqualTo("p\u00e4ssword".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void toStringOmitsTheValueAlsoInsideARecord() {
    Secret secret = Secret.of("hunter2");

    assertThat(secret).hasToString("Secret[hidden]");
    assertThat("%s %s".formatted(secret, new Holder(Optional.of(secret))))
        .doesNotContain("hunter2");
  }

  @Test
  void isEqualByValue() {
    assertThat(Secret.of("abc"))
        .isEqualTo(Secret.of(new byte[] {'a', 'b', 'c'}))
        .isNotEqualTo(Secret.of("abd"))
        .isNotEqualTo(Secret.of("ab"))
        .isNotEqualTo(Secret.of(""))
        .isNotEqualTo("abc")
        .isNotEqualTo(null);
  }

  @Test
  void hashCodeDoesNotDependOnTheValue() {
    assertThat(Secret.of("abc")).hasSameHashCodeAs(Secret.of("something else"));
  }

  @Test
  void copiesItsArrays() {
    byte[] source = {'a', 'b', 'c'};
    Secret secret = Secret.of(source);

    source[0] = 'x';
    secret.revealBytes()[1] = 'x';

    assertThat(secret.reveal()).isEqualTo("abc");
  }

  @Test
  void isEmptyOnlyWithoutBytes() {
    assertThat(Secret.of("").isEmpty()).isTrue();
    assertThat(Secret.of(" ").isEmpty()).isFalse();
  }
}
