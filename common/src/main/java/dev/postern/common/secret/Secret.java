package dev.postern.common.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * A confidential value: a key, a password or a token.
 *
 * <p>{@link #toString} does not reveal it, and {@link #equals} takes constant time. The value
 * leaves only through {@link #reveal()} and {@link #revealBytes()}, which are easy to search for.
 */
public final class Secret {
  private final byte[] value;

  private Secret(byte[] value) {
    this.value = value;
  }

  public static Secret of(String value) {
    return new Secret(value.getBytes(StandardCharsets.UTF_8));
  }

  public static Secret of(byte[] value) {
    return new Secret(value.clone());
  }

  /** The value as UTF-8 text. */
  public String reveal() {
    return new String(value, StandardCharsets.UTF_8);
  }

  /** A copy of the value's bytes. */
  public byte[] revealBytes() {
    return value.clone();
  }

  /** The value itself, for digests: not to be changed, nor to be handed on. */
  byte[] value() {
    return value;
  }

  public boolean isEmpty() {
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
