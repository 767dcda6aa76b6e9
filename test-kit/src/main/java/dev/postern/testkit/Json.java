package dev.postern.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.stack.PrivateFiles;
import java.io.IOException;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;

/** Reads JSON: member names, and the claims of a token. */
public final class Json {
  private Json() {}

  public static Set<String> fieldNames(JsonNode json) {
    Set<String> names = new TreeSet<>();
    json.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** The claims of a JWT, not verified. */
  public static JsonNode claims(String jwt) {
    return part(jwt, 1);
  }

  /** The header of a JWT, not verified. */
  public static JsonNode header(String jwt) {
    return part(jwt, 0);
  }

  private static JsonNode part(String jwt, int index) {
    try {
      return PrivateFiles.JSON.readTree(Base64.getUrlDecoder().decode(jwt.split("\\.", -1)[index]));
    } catch (IOException malformed) {
      throw new AssertionError(malformed);
    }
  }
}
