package dev.postern.client;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** HMAC v3.0: signs nine lines and sends the signature in four header fields. */
final class SignatureV3 {
  private static final String FIRST_LINE = "POSTERN-HMAC-SHA256-V3";

  private SignatureV3() {}

  static Map<String, String> headers(
      UnsignedMessage message, SignatureKey key, SignatureParameters parameters) {
    byte[] signed = stringToSign(message, parameters).getBytes(StandardCharsets.US_ASCII);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("X-Key-Id", key.id());
    headers.put("X-Timestamp", Long.toString(parameters.created()));
    headers.put("X-Nonce", parameters.nonce());
    headers.put("X-Signature", "v3=" + hex(Hashes.hmac(key.secret(), signed)));
    return headers;
  }

  static String stringToSign(UnsignedMessage message, SignatureParameters parameters) {
    return String.join(
        "\n",
        FIRST_LINE,
        message.method(),
        message.authority(),
        message.path(),
        message.query(),
        Long.toString(parameters.created()),
        parameters.nonce(),
        message.contentType().orElse(""),
        hex(Hashes.sha256(message.body())));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
