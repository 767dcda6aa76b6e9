package dev.postern.common.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormParametersTest {

  @Test
  void readsNamesAndValues() {
    FormParameters form = parsed("grant_type=client_credentials&scope=a+b%20c&empty=&bare");

    assertThat(form.get("grant_type")).contains("client_credentials");
    assertThat(form.get("scope")).contains("a b c");
    assertThat(form.get("missing")).isEmpty();
    assertThat(form.has("missing")).isFalse();
  }

  @Test
  void treatsParameterWithoutValueAsOmitted() {
    FormParameters form = parsed("empty=&bare");

    assertThat(form.get("empty")).isEmpty();
    assertThat(form.get("bare")).isEmpty();
    assertThat(form.getEvenIfEmpty("empty")).contains("");
    assertThat(form.getEvenIfEmpty("bare")).contains("");
    assertThat(form.getEvenIfEmpty("missing")).isEmpty();
    assertThat(form.has("bare")).isTrue();
  }

  @Test
  void emptyTextHasNoParameters() {
    assertThat(parsed("").has("")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=1&a=1",
        "a=1&b=2&a=3",
        "a=1&%61=2",
        "a=&a=1",
        "a&a",
        "a+b=1&a%20b=2",
        "=1&=2",
        "%C3%A9=1&%c3%a9=2"
      })
  void threat17RepeatedParameterIsRefused(String form) {
    assertThat(FormParameters.parse(form)).isEmpty();
  }

  @Test
  void namesAreCaseSensitive() {
    assertThat(parsed("a=1&A=2").get("A")).contains("2");
  }

  @Test
  void acceptsSixtyFourParametersButNoMore() {
    assertThat(parsed(parameters(64)).get("p63")).contains("63");
    assertThat(FormParameters.parse(parameters(65))).isEmpty();
    assertThat(FormParameters.parse(parameters(10_000))).isEmpty();
    assertThat(FormParameters.parse("&".repeat(64))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "a+b,a b",
        "a%2Bb,a+b",
        "a%20b,a b",
        "%3D%26%25,=&%",
        "a=b==,a=b==",
        "%c3%A9,\u00e9",
        "%F0%9F%98%80,\uD83D\uDE00",
        "a;b,a;b",
        "%2541,%41",
        "a:/?#[]@!$'()*~,a:/?#[]@!$'()*~"
      })
  void decodesExactlyOnce(String encoded, String decoded) {
    assertThat(FormParameters.decode(encoded)).contains(decoded);
    assertThat(parsed("v=" + encoded).get("v")).contains(decoded);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%",
        "%4",
        "%zz",
        "%4z",
        "a%",
        "%%41",
        "%u0041",
        "%-1",
        "% 1",
        "%+1",
        "%\uFF11\uFF11"
      })
  void rejectsMalformedPercentEncoding(String encoded) {
    assertMalformed(encoded);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%FF",
        "%C0%AF",
        "%ED%A0%80",
        "%C3",
        "%E2%82",
        "%F5%80%80%80",
        "%C3+",
        "%80",
        "%FE%FF"
      })
  void rejectsInvalidUtf8(String encoded) {
    assertMalformed(encoded);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ", "a b", "a\nb", "a\r\nb", "\t", "\u0000", "\u007f", "\u00e9", "\u20ac", "\uD800"
      })
  void rejectsRawCharactersThatMustBeEncoded(String raw) {
    assertMalformed(raw);
  }

  /**
   * Also beyond U+FFFF: otherwise a password with an emoji would equal one with a question mark.
   */
  @ParameterizedTest
  @ValueSource(ints = {0x10000, 0x1F600, 0x10FFFF})
  void rejectsRawCharactersBeyondTheBasicPlane(int codePoint) {
    assertMalformed("a" + Character.toString(codePoint));
  }

  /** A body may have 64 KiB; no length within that may exhaust the stack. */
  @ParameterizedTest
  @ValueSource(strings = {"x", "+", "%41", "%C3%A9", "x%20"})
  void readsLongValuesWithoutStackOverflow(String part) {
    String value = part.repeat(64 * 1_024 / part.length());

    assertThat(FormParameters.decode(value)).isPresent();
    assertThat(parsed("v=" + value).get("v")).isPresent();
    assertMalformed(value + "%");
  }

  @Test
  void rejectsBodyThatIsNotUtf8() {
    assertThat(FormParameters.parse(new byte[] {'a', '=', (byte) 0xFF})).isEmpty();
    assertThat(FormParameters.parse("a=1".getBytes(StandardCharsets.UTF_16))).isEmpty();
    assertThat(FormParameters.parse("\uFEFFa=1".getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(
            FormParameters.parse("a=1".getBytes(StandardCharsets.UTF_8)).flatMap(f -> f.get("a")))
        .contains("1");
  }

  @Test
  void detectsControlCharactersInNamesAndValues() {
    assertThat(parsed("a=b+c&d=%C3%A9").isPrintable()).isTrue();
    assertThat(parsed("a=b%00").isPrintable()).isFalse();
    assertThat(parsed("a=b%0D%0A").isPrintable()).isFalse();
    assertThat(parsed("a%1B=b").isPrintable()).isFalse();
    assertThat(parsed("a=%7F").isPrintable()).isFalse();
    assertThat(parsed("a=%C2%85").isPrintable()).isFalse();
  }

  @Test
  void toStringOmitsTheValues() {
    assertThat(parsed("client_secret=s3cr3t").toString())
        .contains("client_secret")
        .doesNotContain("s3cr3t");
  }

  @Property
  void decodingInvertsEncoding(@ForAll("unicode") String text) {
    assertThat(FormParameters.decode(URLEncoder.encode(text, StandardCharsets.UTF_8)))
        .contains(text);
  }

  @Property
  void arbitraryBytesNeverThrow(@ForAll byte[] bytes) {
    FormParameters.parse(bytes).ifPresent(form -> assertThat(form.toString()).isNotEmpty());
  }

  @Property(tries = 5_000)
  void parsedParametersAreNotLargerThanTheInput(@ForAll("almostForm") String form) {
    Optional<FormParameters> read = FormParameters.parse(form);

    read.flatMap(f -> f.get("a"))
        .ifPresent(value -> assertThat(value.length()).isLessThan(form.length()));
    assertThat(read.isPresent() && form.matches(".*%(?![0-9A-Fa-f]{2}).*")).isFalse();
  }

  @Provide
  Arbitrary<String> unicode() {
    return Arbitraries.integers()
        .between(0, Character.MAX_CODE_POINT)
        .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
        .list()
        .ofMaxSize(20)
        .map(all -> all.stream().map(Character::toString).collect(Collectors.joining()));
  }

  @Provide
  Arbitrary<String> almostForm() {
    return Arbitraries.of("a", "=", "&", "%", "%41", "%C3%A9", "%FF", "+", "%0", "b", "\u00e9")
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }

  private static FormParameters parsed(String form) {
    return FormParameters.parse(form).orElseThrow();
  }

  /** Asserts that the text is malformed on its own, as a name and as a value. */
  private static void assertMalformed(String encoded) {
    assertThat(FormParameters.decode(encoded)).isEmpty();
    assertThat(FormParameters.parse("a=1&" + encoded + "=1")).isEmpty();
    assertThat(FormParameters.parse("a=" + encoded)).isEmpty();
  }

  private static String parameters(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "p" + i + "=" + i)
        .collect(Collectors.joining("&"));
  }
}
