package dev.postern.client;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A confidential value: a signing key, a client secret or a token.
 *
 * <p>{@link #toString} does not reveal it, and {@link #equals} takes constant time. The value
 * leaves only through {@link #reveal()} and {@link #revealBytes()}, which are easy to search for.
 */
public final class Secret {
  private final byte[] value;

  private Secret(byte[] value) {
    this.value = value;
  }

  /** A textual secret, such as a client secret. */
  public static Secret of(String value) {
    return new Secret(value.getBytes(StandardCharsets.UTF_8));
  }

  /** A binary secret. */
  public static Secret of(byte[] value) {
    return new Secret(value.clone());
  }

  /** The secret of a signing key, as Postern shows it: base64url, with or without padding. */
  public static Secret ofBase64Url(String text) {
    try {
      return new Secret(Base64.getUrlDecoder().decode(text.strip()));
    } catch (IllegalArgumentException malformed) {
      // The decoder's own message would reveal a character of the secret.
      throw new IllegalArgumentException(
          "the secret is not base64url: give it exactly as it was shown when the key was made");
    }
  }

  /** The value as UTF-8 text. */
  public String reveal() {
    return new String(value, StandardCharsets.UTF_8);
  }

  /** A copy of the value's bytes. */
  public byte[] revealBytes() {
    return value.clone();
  }

  boolean isEmpty() {
    return value.length == 0;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Secret secret && MessageDigest.isEqual(value, secret.value);
  }

  /** The same for all secrets, because a hash would reveal information about the value. */
  @Override
  public int hashCode() {
    return Secret.class.hashCode();
  }

  @Override
  public String toString() {
    return "Secret[hidden]";
  }
}
