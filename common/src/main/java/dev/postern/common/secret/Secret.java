package dev.postern.common.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * A value that must not be seen: a key, a password, a token.
 *
 * <p>Its text says nothing, and comparing two takes the same time wherever they differ. The value
 * leaves only through {@link #reveal()}, which is easy to search for.
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

  /** The value as text. */
  public String reveal() {
    return new String(value, StandardCharsets.UTF_8);
  }

  /** The value as octets, a copy. */
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

  /** The same for all secrets: a hash of the value would tell of it. */
  @Override
  public int hashCode() {
    return Secret.class.hashCode();
  }

  @Override
  public String toString() {
    return "Secret[hidden]";
  }
}
