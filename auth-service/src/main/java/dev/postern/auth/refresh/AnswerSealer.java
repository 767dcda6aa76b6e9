package dev.postern.auth.refresh;

import dev.postern.common.key.OpaqueToken;
import dev.postern.common.secret.Digests;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals the answer to a refresh. It opens only with the same refresh token: AES-256-GCM under a key
 * derived from the token, of which the database holds only a keyed hash.
 */
final class AnswerSealer {
  private static final byte[] PURPOSE =
      "postern refresh answer v1".getBytes(StandardCharsets.US_ASCII);
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private AnswerSealer() {}

  static byte[] seal(OpaqueToken presented, byte[] answer) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    byte[] sealed = crypt(Cipher.ENCRYPT_MODE, presented, nonce, answer);
    byte[] both = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
    System.arraycopy(sealed, 0, both, NONCE_BYTES, sealed.length);
    return both;
  }

  /**
   * @throws IllegalStateException if it was sealed under another token, or changed
   */
  static byte[] open(OpaqueToken presented, byte[] sealed) {
    return crypt(
        Cipher.DECRYPT_MODE,
        presented,
        Arrays.copyOf(sealed, NONCE_BYTES),
        Arrays.copyOfRange(sealed, NONCE_BYTES, sealed.length));
  }

  private static byte[] crypt(int mode, OpaqueToken presented, byte[] nonce, byte[] text) {
    try {
      byte[] key = Digests.hmacSha256(presented.text(), PURPOSE);
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
      return cipher.doFinal(text);
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException("an answer does not open", failure);
    }
  }
}
