package dev.postern.common.signature;

import dev.postern.common.secret.Digests;
import dev.postern.common.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;

/** HMAC-SHA-256 (RFC 2104) over the text of a request. */
public final class Hmac {
  /** The length of a signature in octets. */
  public static final int BYTES = Digests.BYTES;

  /** Nobody's: whoever names an unknown key waits as long as one who names a known one. */
  private static final List<Secret> NOBODYS = List.of(Secret.of(new byte[BYTES]));

  private Hmac() {}

  public static byte[] sign(String text, Secret secret) {
    return Digests.hmacSha256(secret, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /**
   * With which of the secrets the text was signed; nothing if with none, or if there is none. In
   * the same time wherever the signatures differ, and whichever of the secrets it was.
   */
  public static OptionalInt match(String text, byte[] signature, List<Secret> secrets) {
    List<Secret> tried = secrets.isEmpty() ? NOBODYS : secrets;
    int match = -1;
    for (int i = 0; i < tried.size(); i++) {
      match = Digests.areEqual(sign(text, tried.get(i)), signature) ? i : match;
    }
    return match < 0 || secrets.isEmpty() ? OptionalInt.empty() : OptionalInt.of(match);
  }

  public static boolean verifies(String text, byte[] signature, List<Secret> secrets) {
    return match(text, signature, secrets).isPresent();
  }
}
