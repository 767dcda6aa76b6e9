package dev.postern.common.jwt;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Builds a JSON object member by member; a test can write invalid members as raw text. */
public final class JsonText {
  private final Map<String, String> members = new LinkedHashMap<>();

  /** Sets a member to a string; the value must need no escape. */
  public JsonText string(String name, String value) {
    return raw(name, '"' + value + '"');
  }

  /** Sets a member to any text, JSON or not. */
  public JsonText raw(String name, String json) {
    members.put(name, json);
    return this;
  }

  public JsonText without(String name) {
    members.remove(name);
    return this;
  }

  /** The object's text with one more member at its end, even if it duplicates a name. */
  public String followedBy(String name, String json) {
    String text = toString();
    return text.substring(0, text.length() - 1) + ",\"" + name + "\":" + json + "}";
  }

  @Override
  public String toString() {
    return members.entrySet().stream()
        .map(member -> '"' + member.getKey() + "\":" + member.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }
}
