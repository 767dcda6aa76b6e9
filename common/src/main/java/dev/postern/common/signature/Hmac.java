package dev.postern.common.signature;

import dev.postern.common.secret.Digests;
import dev.postern.common.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;

/** Signs and verifies a text with HMAC-SHA-256 (RFC 2104). */
public final class Hmac {
  /** The length of a signature in bytes. */
  public static final int BYTES = Digests.BYTES;

  /**
   * Compared against if the key is unknown, so that the response time does not reveal whether a key
   * exists.
   */
  private static final List<Secret> PLACEHOLDER_SECRETS = List.of(Secret.of(new byte[BYTES]));

  private Hmac() {}

  public static byte[] sign(String text, Secret secret) {
    return Digests.hmacSha256(secret, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /**
   * Returns the index of the secret that signed the text; empty if none did or there are no
   * secrets. The time does not depend on where the signatures differ or on which secret matched.
   */
  public static OptionalInt match(String text, byte[] signature, List<Secret> secrets) {
    List<Secret> candidates = secrets.isEmpty() ? PLACEHOLDER_SECRETS : secrets;
    int match = -1;
    for (int i = 0; i < candidates.size(); i++) {
      match = Digests.areEqual(sign(text, candidates.get(i)), signature) ? i : match;
    }
    return match < 0 || secrets.isEmpty() ? OptionalInt.empty() : OptionalInt.of(match);
  }

  public static boolean verifies(String text, byte[] signature, List<Secret> secrets) {
    return match(text, signature, secrets).isPresent();
  }
}
