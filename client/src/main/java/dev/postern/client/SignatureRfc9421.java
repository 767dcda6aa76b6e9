package dev.postern.client;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Postern's profile of RFC 9421. The signature base (§2.5) covers method, authority, path and
 * query, and if present {@code Content-Digest} (RFC 9530) and {@code Content-Type}.
 */
final class SignatureRfc9421 {
  private static final String LABEL = "sig1";

  private SignatureRfc9421() {}

  static Map<String, String> headers(
      UnsignedMessage message, SignatureKey key, SignatureParameters parameters) {
    Map<String, String> covered = covered(message);
    String signatureParams = signatureParams(covered, key, parameters);
    byte[] base = signatureBase(covered, signatureParams).getBytes(StandardCharsets.US_ASCII);
    Map<String, String> headers = new LinkedHashMap<>();
    if (covered.containsKey("content-digest")) {
      headers.put("Content-Digest", covered.get("content-digest"));
    }
    headers.put("Signature-Input", LABEL + "=" + signatureParams);
    headers.put("Signature", LABEL + "=:" + base64(Hashes.hmac(key.secret(), base)) + ":");
    return headers;
  }

  /**
   * The covered components with their values (§2.1, §2.2), in the order in which they are signed.
   */
  private static Map<String, String> covered(UnsignedMessage message) {
    Map<String, String> covered = new LinkedHashMap<>();
    covered.put("@method", message.method());
    covered.put("@authority", message.authority());
    covered.put("@path", message.path());
    // The value begins with a question mark even if there is no query (§2.2.7).
    covered.put("@query", "?" + message.query());
    if (message.body().length > 0) {
      covered.put("content-digest", "sha-256=:" + base64(Hashes.sha256(message.body())) + ":");
    }
    message.contentType().ifPresent(type -> covered.put("content-type", type));
    return covered;
  }

  private static String signatureParams(
      Map<String, String> covered, SignatureKey key, SignatureParameters parameters) {
    return covered.keySet().stream()
        .collect(Collectors.joining("\" \"", "(\"", "\")"))
        .concat(";created=" + parameters.created())
        .concat(";nonce=\"" + parameters.nonce() + "\"")
        .concat(";keyid=\"" + key.id() + "\"")
        .concat(";alg=\"hmac-sha256\";tag=\"postern\"");
  }

  private static String signatureBase(Map<String, String> covered, String signatureParams) {
    StringBuilder base = new StringBuilder();
    covered.forEach(
        (name, value) -> base.append('"').append(name).append("\": ").append(value).append('\n'));
    return base.append("\"@signature-params\": ").append(signatureParams).toString();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
