package dev.postern.customer.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.secret.Secret;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordChangeTest {
  private static PasswordChange read(String json) {
    return PasswordChange.read("application/json", json.getBytes(StandardCharsets.UTF_8));
  }

  private static void refuses(String json) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> assertThat(refusal.error()).isEqualTo(AuthError.REQUEST_INVALID));
  }

  @Test
  void readsBothPasswordsAsTyped() {
    PasswordChange change = read("{\"current\":\" \\u0000old\",\"new\":\"\uD83D\uDC31 new \"}");
    assertThat(change.current()).isEqualTo(Secret.of(" \u0000old"));
    assertThat(change.fresh()).isEqualTo(Secret.of("\uD83D\uDC31 new "));
    assertThat(change.toString()).doesNotContain("old").doesNotContain("new ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{\"current\":\"a\"}",
        "{\"new\":\"a\"}",
        "{\"current\":null,\"new\":\"a\"}",
        "{\"current\":12345678,\"new\":\"a\"}",
        "{\"current\":\"a\",\"new\":12345678}",
        "{\"current\":\"a\",\"new\":true}",
        "{\"current\":\"\\ud800\",\"new\":\"a\"}",
        "{\"current\":\"a\",\"new\":\"\\udc31 and more\"}",
        "{\"current\":\"a\",\"new\":\"b\",\"new\":\"c\"}",
        "{\"current\":\"a\",\"new\":\"b\"} x"
      })
  void threat32RefusesAnythingButTwoStrings(String json) {
    refuses(json);
  }

  @Test
  void rejectsTheCurrentPasswordAsNewOne() {
    refuses("{\"current\":\"the same one\",\"new\":\"the same one\"}");
  }

  @Test
  void threat31RefusesTooLongPasswordWithoutHashing() {
    String longest = "\u00E9".repeat(512);
    assertThat(read("{\"current\":\"" + longest + "\",\"new\":\"another\"}").current())
        .isEqualTo(Secret.of(longest));
    refuses("{\"current\":\"" + longest + "x\",\"new\":\"a\"}");
    refuses("{\"current\":\"a\",\"new\":\"" + longest + "x\"}");
    refuses("{\"current\":\"" + "x".repeat(60_000) + "\",\"new\":\"a\"}");
  }

  @Test
  void readsJsonOnly() {
    assertThatThrownBy(() -> PasswordChange.read("text/plain", new byte[0]))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> assertThat(refusal.error()).isEqualTo(AuthError.MEDIA_TYPE_UNSUPPORTED));
  }
}
