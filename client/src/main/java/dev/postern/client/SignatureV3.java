package dev.postern.client;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** HMAC v3.0: nine lines are signed, four headers carry the rest (contract §5). */
final class SignatureV3 {
  private static final String FIRST_LINE = "POSTERN-HMAC-SHA256-V3";

  private SignatureV3() {}

  static Map<String, String> headers(UnsignedMessage message, SignatureKey key, Stamp stamp) {
    byte[] signed = stringToSign(message, stamp).getBytes(StandardCharsets.US_ASCII);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("X-Key-Id", key.id());
    headers.put("X-Timestamp", Long.toString(stamp.epochSecond()));
    headers.put("X-Nonce", stamp.nonce());
    headers.put("X-Signature", "v3=" + hex(Hashes.hmac(key.secret(), signed)));
    return headers;
  }

  static String stringToSign(UnsignedMessage message, Stamp stamp) {
    return String.join(
        "\n",
        FIRST_LINE,
        message.method(),
        message.authority(),
        message.path(),
        message.query(),
        Long.toString(stamp.epochSecond()),
        stamp.nonce(),
        message.contentType().orElse(""),
        hex(Hashes.sha256(message.body())));
  }

  private static String hex(byte[] octets) {
    return HexFormat.of().formatHex(octets);
  }
}
