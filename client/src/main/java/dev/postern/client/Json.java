package dev.postern.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Reads the string and number members of a JSON response; this client needs no others. */
final class Json {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private Json() {}

  /** The members; empty if the bytes are not a JSON object. Exceptions never contain the text. */
  static Map<String, String> members(byte[] utf8) {
    try (JsonParser parser = FACTORY.createParser(utf8)) {
      return parser.nextToken() == JsonToken.START_OBJECT ? members(parser) : Map.of();
    } catch (IOException notJson) {
      return Map.of();
    }
  }

  private static Map<String, String> members(JsonParser parser) throws IOException {
    Map<String, String> members = new HashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (value == JsonToken.VALUE_STRING || value.isNumeric()) {
        members.put(name, parser.getText());
      }
      parser.skipChildren();
    }
    return members;
  }
}
