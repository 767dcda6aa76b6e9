package dev.postern.client;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Postern's profile of RFC 9421: the signature base of §2.5 over method, authority, path, query,
 * and over Content-Digest (RFC 9530) and Content-Type where they are sent.
 */
final class SignatureRfc9421 {
  private static final String LABEL = "sig1";

  private SignatureRfc9421() {}

  static Map<String, String> headers(UnsignedMessage message, SignatureKey key, Stamp stamp) {
    Map<String, String> covered = covered(message);
    String parameters = parameters(covered, key, stamp);
    byte[] base = signatureBase(covered, parameters).getBytes(StandardCharsets.US_ASCII);
    Map<String, String> headers = new LinkedHashMap<>();
    if (covered.containsKey("content-digest")) {
      headers.put("Content-Digest", covered.get("content-digest"));
    }
    headers.put("Signature-Input", LABEL + "=" + parameters);
    headers.put("Signature", LABEL + "=:" + base64(Hashes.hmac(key.secret(), base)) + ":");
    return headers;
  }

  /** The components in the order in which they are signed, each with its value (§2.1, §2.2). */
  private static Map<String, String> covered(UnsignedMessage message) {
    Map<String, String> covered = new LinkedHashMap<>();
    covered.put("@method", message.method());
    covered.put("@authority", message.authority());
    covered.put("@path", message.path());
    // §2.2.7: the question mark is there even where the query is not.
    covered.put("@query", "?" + message.query());
    if (message.body().length > 0) {
      covered.put("content-digest", "sha-256=:" + base64(Hashes.sha256(message.body())) + ":");
    }
    message.contentType().ifPresent(type -> covered.put("content-type", type));
    return covered;
  }

  private static String parameters(Map<String, String> covered, SignatureKey key, Stamp stamp) {
    return covered.keySet().stream()
        .collect(Collectors.joining("\" \"", "(\"", "\")"))
        .concat(";created=" + stamp.epochSecond())
        .concat(";nonce=\"" + stamp.nonce() + "\"")
        .concat(";keyid=\"" + key.id() + "\"")
        .concat(";alg=\"hmac-sha256\";tag=\"postern\"");
  }

  private static String signatureBase(Map<String, String> covered, String parameters) {
    StringBuilder base = new StringBuilder();
    covered.forEach(
        (name, value) -> base.append('"').append(name).append("\": ").append(value).append('\n'));
    return base.append("\"@signature-params\": ").append(parameters).toString();
  }

  private static String base64(byte[] octets) {
    return Base64.getEncoder().encodeToString(octets);
  }
}
