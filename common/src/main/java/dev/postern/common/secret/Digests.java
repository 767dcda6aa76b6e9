package dev.postern.common.secret;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The one place for SHA-256 and HMAC-SHA-256 (RFC 2104). Pure; every Java platform has both. */
public final class Digests {
  /** The length of each digest made here. */
  public static final int BYTES = 32;

  private static final String SHA_256 = "SHA-256";
  private static final String HMAC_SHA_256 = "HmacSHA256";

  private Digests() {}

  /** SHA-256 of these bytes. */
  public static byte[] sha256(byte[] message) {
    return newSha256().digest(message);
  }

  /** SHA-256 of the parts, one after another, without a separator. */
  public static byte[] sha256(byte[]... parts) {
    MessageDigest sha256 = newSha256();
    for (byte[] part : parts) {
      sha256.update(part);
    }
    return sha256.digest();
  }

  /** SHA-256 of the tag, then the message: equal messages of different kinds differ. */
  public static byte[] sha256(byte tag, byte[] message) {
    MessageDigest sha256 = newSha256();
    sha256.update(tag);
    return sha256.digest(message);
  }

  /** SHA-256 of a secret's bytes. */
  public static byte[] sha256(Secret secret) {
    return newSha256().digest(secret.value());
  }

  /**
   * HMAC-SHA-256 of the message.
   *
   * @throws IllegalArgumentException if the key is empty
   */
  public static byte[] hmacSha256(Secret key, byte[] message) {
    return hmacSha256(key.value(), message);
  }

  /**
   * HMAC-SHA-256 of the message.
   *
   * @throws IllegalArgumentException if the key is empty
   */
  public static byte[] hmacSha256(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance(HMAC_SHA_256);
      mac.init(new SecretKeySpec(key, HMAC_SHA_256));
      return mac.doFinal(message);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform has " + HMAC_SHA_256, impossible);
    }
  }

  /** Compares in a time that does not depend on where the two differ. */
  public static boolean areEqual(byte[] one, byte[] other) {
    return MessageDigest.isEqual(one, other);
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance(SHA_256);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has " + SHA_256, impossible);
    }
  }
}
