package dev.postern.common.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Parses one JSON object written by a caller (RFC 8259). The result is empty if the text is not
 * acceptable.
 *
 * <p>It rejects bytes that are not UTF-8, a byte order mark, duplicate member names (RFC 7519 §4),
 * text after the object, nesting deeper than {@value #MAX_DEPTH}, numbers longer than {@value
 * #MAX_NUMBER_CHARS} characters, documents longer than {@value #MAX_CHARS} bytes, and lone
 * surrogates.
 */
public final class StrictJson {
  public static final int MAX_CHARS = 16_384;
  public static final int MAX_DEPTH = 16;
  public static final int MAX_NUMBER_CHARS = 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER_CHARS)
                          .maxStringLength(MAX_CHARS)
                          .maxNameLength(256)
                          .maxDocumentLength(MAX_CHARS)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private StrictJson() {}

  /**
   * Parses the object; empty if the bytes are not one strict JSON object. It throws no exception.
   */
  public static Optional<JsonNode> object(byte[] utf8) {
    if (utf8.length > MAX_CHARS) {
      return Optional.empty();
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      JsonNode node = MAPPER.readTree(text);
      return Optional.ofNullable(node).filter(StrictJson::isWellFormedObject);
    } catch (CharacterCodingException | JsonProcessingException notJson) {
      return Optional.empty();
    }
  }

  /** The member's value, if the member exists and is a string. */
  public static Optional<String> text(JsonNode object, String member) {
    return Optional.ofNullable(object.get(member))
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue);
  }

  private static boolean isWellFormedObject(JsonNode node) {
    return node.isObject() && !hasLoneSurrogate(node);
  }

  /** The parser bounds the depth, so this recursion is bounded too. */
  private static boolean hasLoneSurrogate(JsonNode node) {
    if (node.isTextual()) {
      return hasLoneSurrogate(node.textValue());
    }
    return node.propertyStream()
            .anyMatch(
                member -> hasLoneSurrogate(member.getKey()) || hasLoneSurrogate(member.getValue()))
        || (node.isArray() && node.valueStream().anyMatch(StrictJson::hasLoneSurrogate));
  }

  private static boolean hasLoneSurrogate(String text) {
    return text.codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }
}
