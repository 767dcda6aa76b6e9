package dev.postern.common.signature;

import dev.postern.common.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 (RFC 2104) over the text of a request. */
public final class Hmac {
  /** The length of a signature in octets. */
  public static final int BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";

  /** Nobody's: whoever names an unknown key waits as long as one who names a known one. */
  private static final List<Secret> NOBODYS = List.of(Secret.of(new byte[BYTES]));

  private Hmac() {}

  public static byte[] sign(String text, Secret secret) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.revealBytes(), ALGORITHM));
      return mac.doFinal(text.getBytes(StandardCharsets.ISO_8859_1));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, impossible);
    }
  }

  /**
   * Whether the text was signed with one of the secrets; never if there is none. In the same time
   * wherever the signatures differ, and whichever of the secrets it was.
   */
  public static boolean verifies(String text, byte[] signature, List<Secret> secrets) {
    boolean known = !secrets.isEmpty();
    boolean equal = false;
    for (Secret secret : known ? secrets : NOBODYS) {
      equal |= MessageDigest.isEqual(sign(text, secret), signature);
    }
    return known & equal;
  }
}
