package dev.postern.common.signature;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A request that a test builds, changes and reads part by part. */
record Sent(
    String method,
    String authority,
    String target,
    Map<String, List<String>> headers,
    String body) {

  static Sent post(String target, String contentType, String body) {
    return new Sent("POST", "api.example.com", target, Map.of(), body)
        .header("content-type", contentType);
  }

  Sent header(String name, String value) {
    Map<String, List<String>> more = new HashMap<>(headers);
    List<String> lines = new ArrayList<>(more.getOrDefault(name, List.of()));
    lines.add(value);
    more.put(name, lines);
    return new Sent(method, authority, target, more, body);
  }

  /** The first line of this field. */
  String line(String name) {
    return headers.getOrDefault(name, List.of()).getFirst();
  }

  Sent without(String name) {
    Map<String, List<String>> fewer = new HashMap<>(headers);
    fewer.remove(name);
    return new Sent(method, authority, target, fewer, body);
  }

  Sent replacing(String name, String value) {
    return without(name).header(name, value);
  }

  Sent withMethod(String other) {
    return new Sent(other, authority, target, headers, body);
  }

  Sent withAuthority(String other) {
    return new Sent(method, other, target, headers, body);
  }

  Sent withTarget(String other) {
    return new Sent(method, authority, other, headers, body);
  }

  Sent withBody(String other) {
    return new Sent(method, authority, target, headers, other);
  }

  SentRequest request() {
    return new SentRequest(
        method,
        authority,
        target,
        name -> headers.getOrDefault(name, List.of()),
        body.getBytes(StandardCharsets.ISO_8859_1));
  }
}
