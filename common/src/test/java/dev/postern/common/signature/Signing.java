package dev.postern.common.signature;

import dev.postern.common.secret.Digests;
import dev.postern.common.secret.Secret;
import dev.postern.common.signature.SignatureHeaders.Reading;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** The client's side: signs requests, and verifies them as a receiver would. */
final class Signing {
  static final Secret SECRET = Secret.of("the secret of the tests, 32 octe");
  static final String NONCE = "0123456789abcdef";
  static final String ALL =
      "(\"@method\" \"@authority\" \"@path\" \"@query\" \"content-digest\" \"content-type\")";
  static final String PARAMETERS =
      ";created=1700000000;nonce=\"0123456789abcdef\";keyid=\"key-1\";alg=\"hmac-sha256\""
          + ";tag=\"postern\"";

  private Signing() {}

  static PresentedSignature found(Sent sent) {
    if (SignatureHeaders.read(sent.request()) instanceof Reading.Found(var signature)) {
      return signature;
    }
    throw new AssertionError(SignatureHeaders.read(sent.request()));
  }

  static boolean verifies(Sent sent) {
    return SignatureHeaders.read(sent.request()) instanceof Reading.Found(var signature)
        && signature
            .signedText(sent.request())
            .filter(text -> Hmac.verifies(text, signature.mac(), List.of(SECRET)))
            .isPresent();
  }

  static Sent v3(Sent sent) {
    Sent unsigned =
        sent.header("x-key-id", "key-1")
            .header("x-timestamp", "1700000000")
            .header("x-nonce", NONCE)
            .header("x-signature", "v3=" + "0".repeat(64));
    String text = found(unsigned).signedText(unsigned.request()).orElseThrow();
    return unsigned.replacing(
        "x-signature", "v3=" + HexFormat.of().formatHex(Hmac.sign(text, SECRET)));
  }

  static Sent rfc9421(Sent sent) {
    return rfc9421(sent, ALL + PARAMETERS);
  }

  static Sent rfc9421(Sent sent, String covered) {
    Sent unsigned =
        sent.header("signature-input", "sig1=" + covered)
            .header("signature", "sig1=:" + base64(new byte[32]) + ":");
    String text = found(unsigned).signedText(unsigned.request()).orElseThrow();
    return unsigned.replacing("signature", "sig1=:" + base64(Hmac.sign(text, SECRET)) + ":");
  }

  static Sent digested(Sent sent) {
    byte[] digest = Digests.sha256(sent.body().getBytes(StandardCharsets.ISO_8859_1));
    return sent.replacing("content-digest", "sha-256=:" + base64(digest) + ":");
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
