package dev.postern.common.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpaqueTokenTest {
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  @ParameterizedTest
  @CsvSource({
    "API_KEY,LIVE,pstk_live_",
    "API_KEY,TEST,pstk_test_",
    "CRM_TOKEN,LIVE,pstc_live_",
    "REFRESH_TOKEN,TEST,pstr_test_",
    "CLIENT_SECRET,LIVE,psts_live_"
  })
  void textContainsKindAndEnvironment(
      OpaqueToken.Kind kind, Environment environment, String start) {
    OpaqueToken token = OpaqueToken.generate(kind, environment);

    assertThat(token.text().reveal())
        .startsWith(start + token.id() + "_")
        .matches("pst[kcrs]_(live|test)_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}");
  }

  @Property(tries = 200, generation = GenerationMode.RANDOMIZED)
  void generatedTokenParsesBackEqual(
      @ForAll OpaqueToken.Kind kind, @ForAll Environment environment) {
    OpaqueToken token = OpaqueToken.generate(kind, environment);

    assertThat(OpaqueToken.parse(token.text().reveal())).contains(token);
    assertThat(token.is(kind, environment)).isTrue();
  }

  @Property(tries = 2_000)
  void rejectsTokenWithOneCharacterChanged(
      @ForAll OpaqueToken.Kind kind,
      @ForAll Environment environment,
      @ForAll @IntRange(max = 71) int place,
      @ForAll char instead) {
    String good = OpaqueToken.generate(kind, environment).text().reveal();
    Assume.that(good.charAt(place) != instead);

    assertThat(OpaqueToken.parse(changed(good, place, instead))).isEmpty();
  }

  @Test
  void rejectsEveryOtherLetterOrDigitAtEveryPosition() {
    String good = newKey().text().reveal();

    assertThat(good).hasSize(72);
    for (int place = 0; place < good.length(); place++) {
      for (char instead : DIGITS.toCharArray()) {
        if (good.charAt(place) != instead) {
          assertThat(OpaqueToken.parse(changed(good, place, instead))).isEmpty();
        }
      }
    }
  }

  @Test
  void parsesTokenBuiltByTheDocumentedRules() {
    String body = "pstk_live_abcdefABCDEF_" + "0123456789".repeat(4) + "xyz";

    OpaqueToken token = OpaqueToken.parse(body + crcInBase62(body)).orElseThrow();

    assertThat(token.kind()).isEqualTo(OpaqueToken.Kind.API_KEY);
    assertThat(token.environment()).isEqualTo(Environment.LIVE);
    assertThat(token.id()).isEqualTo("abcdefABCDEF");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pstx_live_abcdefABCDEF_",
        "pstk_prod_abcdefABCDEF_",
        "pstk_LIVE_abcdefABCDEF_",
        "pstk_live_abcdefABCDE_",
        "pstk_live_abcdefABCDEFG_",
        "pstk_live_abcdefABCDE-_",
        "pstk-live-abcdefABCDEF-",
        "PSTK_live_abcdefABCDEF_",
        " pstk_live_abcdefABCDEF_"
      })
  void rejectsAnotherFormWithACorrectChecksum(String start) {
    String body = start + "0".repeat(43);

    assertThat(OpaqueToken.parse(body + crcInBase62(body))).isEmpty();
  }

  @Test
  void rejectsSecretOfAnotherLengthWithACorrectChecksum() {
    for (int chars : new int[] {0, 1, 42, 44, 10_000}) {
      String body = "pstk_live_abcdefABCDEF_" + "0".repeat(chars);
      assertThat(OpaqueToken.parse(body + crcInBase62(body))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s\n", "%s ", " %s", "%s\u0000", "%s%1$s", "Bearer %s", ""})
  void rejectsTokenWithSurroundingText(String around) {
    assertThat(OpaqueToken.parse(around.formatted(newKey().text().reveal()))).isEmpty();
  }

  @Property
  void rejectsArbitraryTextWithoutException(@ForAll String text) {
    assertThat(OpaqueToken.parse(text)).isEmpty();
  }

  @Test
  void isMatchesOnlyItsOwnKindAndEnvironment() {
    OpaqueToken token = newKey();

    assertThat(token.is(OpaqueToken.Kind.API_KEY, Environment.TEST)).isFalse();
    assertThat(token.is(OpaqueToken.Kind.CRM_TOKEN, Environment.LIVE)).isFalse();
  }

  @Test
  void digestIsSha256OfTheWholeText() throws GeneralSecurityException {
    OpaqueToken token = newKey();
    byte[] text = token.text().reveal().getBytes(StandardCharsets.US_ASCII);

    assertThat(token.digest()).isEqualTo(MessageDigest.getInstance("SHA-256").digest(text));
  }

  @Test
  void generatedTokensAreDistinctAndUseEveryDigit() {
    Set<String> texts = new HashSet<>();
    Set<Integer> digits = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      String text = newKey().text().reveal();
      texts.add(text);
      text.substring(23, 66).chars().forEach(digits::add);
    }

    assertThat(texts).hasSize(1_000);
    assertThat(digits).hasSize(62);
  }

  @Test
  void toStringOmitsTheSecret() {
    OpaqueToken token = newKey();

    assertThat(token.toString())
        .contains(token.id())
        .doesNotContain(token.text().reveal().substring(23));
  }

  private static OpaqueToken newKey() {
    return OpaqueToken.generate(OpaqueToken.Kind.API_KEY, Environment.LIVE);
  }

  private static String changed(String text, int place, char instead) {
    return text.substring(0, place) + instead + text.substring(place + 1);
  }

  private static String crcInBase62(String body) {
    CRC32 crc = new CRC32();
    crc.update(body.getBytes(StandardCharsets.US_ASCII));
    StringBuilder text = new StringBuilder();
    for (long rest = crc.getValue(); text.length() < 6; rest /= 62) {
      text.insert(0, DIGITS.charAt((int) (rest % 62)));
    }
    return text.toString();
  }
}
