package dev.postern.common.signature;

import dev.postern.common.secret.Digests;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A signature in v3.0 form: {@code X-Key-Id}, {@code X-Timestamp}, {@code X-Nonce}, {@code
 * X-Signature}.
 *
 * @param timestampText the timestamp as sent, because it is part of the signed text
 */
record V3Signature(String keyId, String timestampText, String nonce, byte[] mac)
    implements PresentedSignature {
  private static final String PREFIX = "POSTERN-HMAC-SHA256-V3";

  @Override
  public long timestamp() {
    return Long.parseLong(timestampText);
  }

  @Override
  public OptionalLong expires() {
    return OptionalLong.empty();
  }

  /** Nine lines joined with LF. No line can contain LF. */
  @Override
  public Optional<String> signedText(SentRequest sent) {
    return CanonicalRequest.of(sent)
        .map(
            request ->
                String.join(
                    "\n",
                    PREFIX,
                    request.method(),
                    request.authority(),
                    request.path(),
                    request.query().orElse(""),
                    timestampText,
                    nonce,
                    request.contentType(),
                    HexFormat.of().formatHex(Digests.sha256(sent.body()))));
  }
}
