package dev.postern.common.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

  @Test
  void readsAnObject() {
    JsonNode object = read(" {\"a\":\"x\",\"b\":[1,{\"c\":null}],\"d\":-1.5e3}\n").orElseThrow();

    assertThat(object.get("b").get(1).get("c").isNull()).isTrue();
    assertThat(object.get("d").doubleValue()).isEqualTo(-1500.0);
    assertThat(StrictJson.text(object, "a")).contains("x");
  }

  @Test
  void textReturnsOnlyStrings() {
    JsonNode object = read("{\"n\":1,\"z\":null,\"a\":[\"x\"],\"e\":\"\"}").orElseThrow();

    assertThat(StrictJson.text(object, "n")).isEmpty();
    assertThat(StrictJson.text(object, "z")).isEmpty();
    assertThat(StrictJson.text(object, "a")).isEmpty();
    assertThat(StrictJson.text(object, "missing")).isEmpty();
    assertThat(StrictJson.text(object, "e")).contains("");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "true",
        "1",
        "\"{}\"",
        "[{}]",
        "{",
        "}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":'x'}",
        "{\"a\":1}}",
        "{}{}",
        "{} 1",
        "{} x",
        "{\"a\":1 \"b\":2}",
        "{/* comment */}",
        "{} // comment",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":+1}",
        "{\"a\":01}",
        "{\"a\":.5}",
        "{\"a\":5.}",
        "{\"a\":0x1F}",
        "{\"a\":undefined}",
        "{\"a\":\"\\x41\"}",
        "{\"a\":\"\\u12\"}",
        "{\"a\":\"line\nend\"}",
        "{\"a\":\"\u0000\"}",
        "\uFEFF{}"
      })
  void rejectsTextThatIsNotOneJsonObject(String text) {
    assertThat(read(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"\\u0061\":2}",
        "{\"x\":{\"a\":1,\"b\":2,\"a\":3}}",
        "{\"x\":[{\"\":1,\"\":2}]}"
      })
  void rejectsDuplicateMembers(String text) {
    assertThat(read(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":\"\\uD800\"}",
        "{\"a\":\"\\uDC00\"}",
        "{\"a\":\"\\uDC00\\uD800\"}",
        "{\"a\":\"\\uD83D\\uDE00\\uD83D\"}",
        "{\"\\uD800\":1}",
        "{\"a\":[{\"b\":[\"\\uDFFF\"]}]}",
        "{\"a\":{\"\\uDFFF\":1}}"
      })
  void rejectsLoneSurrogatesAnywhere(String text) {
    assertThat(read(text)).isEmpty();
  }

  @Test
  void acceptsSurrogatePairs() {
    assertThat(read("{\"a\":\"\\uD83D\\uDE00\",\"\uD83D\uDE00\":1}")).isPresent();
  }

  @Test
  void rejectsInvalidUtf8() {
    byte[] overlongSlash = {'{', '"', (byte) 0xC0, (byte) 0xAF, '"', ':', '1', '}'};
    byte[] surrogate = {'{', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', ':', '1', '}'};
    byte[] cutOff = {'{', '"', (byte) 0xE2, (byte) 0x82, '"', ':', '1', '}'};

    assertThat(StrictJson.object(overlongSlash)).isEmpty();
    assertThat(StrictJson.object(surrogate)).isEmpty();
    assertThat(StrictJson.object(cutOff)).isEmpty();
    assertThat(StrictJson.object("{}".getBytes(StandardCharsets.UTF_16))).isEmpty();
    assertThat(StrictJson.object("{}".getBytes(StandardCharsets.UTF_16LE))).isEmpty();
  }

  @Test
  void acceptsMaximumDepthButNoDeeper() {
    assertThat(read(nested(StrictJson.MAX_DEPTH - 1))).isPresent();
    assertThat(read(nested(StrictJson.MAX_DEPTH))).isEmpty();
  }

  @Test
  void rejectsDeepNestingWithoutStackOverflow() {
    assertThat(read("{\"a\":".repeat(3_000))).isEmpty();
    assertThat(read("{\"a\":" + "[".repeat(16_000))).isEmpty();
    assertThat(read("[".repeat(100_000) + "]".repeat(100_000))).isEmpty();
  }

  /** The parser counts digits only: sign, point and exponent mark are extra. */
  @Test
  void acceptsLongestNumberButNoLonger() {
    String most = "9".repeat(StrictJson.MAX_NUMBER_CHARS);

    assertThat(read("{\"a\":" + most + "}")).isPresent();
    assertThat(read("{\"a\":-" + most + "}")).isPresent();
    assertThat(read("{\"a\":" + most + "9}")).isEmpty();
    assertThat(read("{\"a\":0." + most + "9}")).isEmpty();
    assertThat(read("{\"a\":1e" + most + "}")).isEmpty();
    assertThat(read("{\"a\":1e" + "9".repeat(5_000) + "}")).isEmpty();
  }

  @Test
  void readsNumbersBeyondTheRangeOfDouble() {
    assertThat(read("{\"a\":1e999999999999999}")).isPresent();
    assertThat(read("{\"a\":-1e-99999999999999}")).isPresent();
  }

  @Test
  void acceptsLongestDocumentButNoLonger() {
    String start = "{\"a\":\"";
    String longest = start + "x".repeat(StrictJson.MAX_CHARS - start.length() - 2) + "\"}";

    assertThat(read(longest)).isPresent();
    assertThat(read(longest + " ")).isEmpty();
    assertThat(read("{\"a\":\"" + "x".repeat(1_000_000) + "\"}")).isEmpty();
  }

  @Property
  void arbitraryBytesNeverThrow(@ForAll byte[] bytes) {
    StrictJson.object(bytes).ifPresent(node -> assertThat(node.isObject()).isTrue());
  }

  @Property(tries = 5_000)
  void textSimilarToJsonNeverThrows(@ForAll("almostJson") String text) {
    read(text).ifPresent(node -> assertThat(node.isObject()).isTrue());
  }

  @Provide
  Arbitrary<String> almostJson() {
    return Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"a\"",
            "\"\\uD800\"",
            "\"",
            "\\",
            "1",
            "-",
            "1e400",
            "0.1",
            "null",
            "true",
            " ",
            "\u00e9",
            "\uD83D\uDE00",
            "\u0000",
            "{\"a\":1}")
        .list()
        .ofMaxSize(12)
        .map(parts -> "{" + String.join("", parts) + "}");
  }

  private static Optional<JsonNode> read(String text) {
    return StrictJson.object(text.getBytes(StandardCharsets.UTF_8));
  }

  /** An object that contains this many nested arrays. */
  private static String nested(int arrays) {
    return "{\"a\":" + "[".repeat(arrays) + "]".repeat(arrays) + "}";
  }
}
