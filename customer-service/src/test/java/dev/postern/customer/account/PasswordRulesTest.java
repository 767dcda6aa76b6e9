package dev.postern.customer.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.secret.Secret;
import dev.postern.customer.account.PasswordRules.Objection;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordRulesTest {
  private static final Username USERNAME = Username.parse("anna.berg@example.org").orElseThrow();

  private static Optional<Objection> objection(String password) {
    return PasswordRules.objection(USERNAME, Secret.of(password));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kqzvwxmt",
        "        ",
        "with spaces and no digit",
        "пароль-и-что-то",
        "\uD83D\uDC31\uD83D\uDC36\uD83E\uDD8A\uD83D\uDC3B\uD83D\uDC3C\uD83D\uDC28\uD83D\uDC2F\uD83E\uDD81",
        "correct postern battery staple"
      })
  void takesAnyUnicodeWithoutRulesOfComposition(String password) {
    assertThat(objection(password)).isEmpty();
  }

  @Test
  void countsCodePointsNotUtf16Units() {
    assertThat(objection("kqzvwxm")).contains(Objection.TOO_SHORT);
    assertThat(objection("\uD83D\uDC31".repeat(7))).contains(Objection.TOO_SHORT);
    assertThat(objection("\uD83D\uDC31".repeat(8))).isEmpty();
    assertThat(objection("")).contains(Objection.TOO_SHORT);
  }

  @Test
  void limitsLengthInBytes() {
    assertThat(objection("q".repeat(1_024))).isEmpty();
    assertThat(objection("q".repeat(1_025))).contains(Objection.TOO_LONG);
    assertThat(objection("\u00E9".repeat(512))).isEmpty();
    assertThat(objection("\u00E9".repeat(513))).contains(Objection.TOO_LONG);
  }

  @ParameterizedTest
  @ValueSource(strings = {"password", "PassWord", "1qaz2wsx", "trustno1", "iloveyou"})
  void refusesCommonPassword(String password) {
    assertThat(objection(password)).contains(Objection.COMMON);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "anna.berg@example.org",
        "ANNA.BERG1",
        "Postern1!",
        "postern-anna.berg",
        "posternposternpostern"
      })
  void refusesPasswordMadeOfTheUsernameOrServiceName(String password) {
    assertThat(objection(password)).contains(Objection.FROM_CONTEXT);
  }

  @Test
  void ignoresShortUsernamesInPasswords() {
    Username brief = Username.parse("ann@x.example").orElseThrow();
    assertThat(PasswordRules.objection(brief, Secret.of("annannan"))).isEmpty();
  }
}
