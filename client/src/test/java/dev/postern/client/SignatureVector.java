package dev.postern.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** One of the contract's test vectors. The server is tested with the same file. */
record SignatureVector(Map<String, String> fields) {

  static List<SignatureVector> all() {
    List<SignatureVector> vectors = new ArrayList<>();
    try (InputStream file = SignatureVector.class.getResourceAsStream("/vectors/hmac-v3.json");
        JsonParser parser = new JsonFactory().createParser(file)) {
      Map<String, String> fields = new HashMap<>();
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.VALUE_STRING) {
          fields.put(parser.currentName(), parser.getText());
        } else if (token == JsonToken.END_OBJECT) {
          vectors.add(new SignatureVector(Map.copyOf(fields)));
          fields.clear();
        }
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return vectors;
  }

  String get(String field) {
    return fields.getOrDefault(field, "");
  }

  byte[] secret() {
    return HexFormat.of().parseHex(get("secret_hex"));
  }

  /** Path and query as in the request line. */
  String target() {
    return get("query").isEmpty() ? get("path") : get("path") + "?" + get("query");
  }

  @Override
  public String toString() {
    return get("method") + " " + get("authority") + target();
  }
}
