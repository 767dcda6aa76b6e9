package dev.postern.client;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Verifies signatures from what a server has received, without the signer's code. */
record IndependentVerifier(byte[] key) {
  private static final Pattern INPUT =
      Pattern.compile(
          "sig1=(\\((.*?)\\);created=([0-9]+);nonce=\"([A-Za-z0-9_-]{16,128})\""
              + ";keyid=\"([^\"]+)\";alg=\"hmac-sha256\";tag=\"postern\")");

  /** What a server has received. Header names are case-insensitive. */
  record Received(
      String method,
      String host,
      String path,
      String query,
      Map<String, String> headers,
      byte[] body) {
    Received {
      Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      anyCase.putAll(headers);
      headers = anyCase;
    }

    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  boolean acceptsV3(Received request) {
    StringBuilder signed = new StringBuilder("POSTERN-HMAC-SHA256-V3\n");
    signed.append(request.method()).append('\n');
    signed.append(request.host()).append('\n');
    signed.append(request.path()).append('\n');
    signed.append(request.query()).append('\n');
    signed.append(request.header("x-timestamp")).append('\n');
    signed.append(request.header("x-nonce")).append('\n');
    signed.append(request.header("content-type")).append('\n');
    for (byte value : digest(request.body())) {
      signed.append("%02x".formatted(value));
    }
    StringBuilder expected = new StringBuilder("v3=");
    for (byte value : mac(signed.toString())) {
      expected.append("%02x".formatted(value));
    }
    return request.header("x-nonce").matches("[A-Za-z0-9_-]{16,128}")
        && expected.toString().equals(request.header("x-signature"));
  }

  boolean acceptsRfc9421(Received request) {
    Matcher input = INPUT.matcher(request.header("signature-input"));
    if (!input.matches() || !digestMatches(request)) {
      return false;
    }
    StringBuilder base = new StringBuilder();
    for (String quoted : input.group(2).split(" ")) {
      base.append(quoted).append(": ").append(component(quoted.replace("\"", ""), request));
      base.append('\n');
    }
    base.append("\"@signature-params\": ").append(input.group(1));
    String expected = Base64.getEncoder().encodeToString(mac(base.toString()));
    return request.header("signature").equals("sig1=:" + expected + ":");
  }

  private static boolean digestMatches(Received request) {
    String expected =
        "sha-256=:" + Base64.getEncoder().encodeToString(digest(request.body())) + ":";
    return request.body().length == 0
        ? request.header("content-digest").isEmpty()
        : request.header("content-digest").equals(expected)
            && request.header("signature-input").contains("\"content-digest\"");
  }

  private static String component(String name, Received request) {
    return switch (name) {
      case "@method" -> request.method();
      case "@authority" -> request.host();
      case "@path" -> request.path();
      case "@query" -> "?" + request.query();
      default -> request.header(name);
    };
  }

  private static byte[] digest(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private byte[] mac(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.ISO_8859_1));
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
