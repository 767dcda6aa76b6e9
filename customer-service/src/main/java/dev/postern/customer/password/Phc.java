package dev.postern.customer.password;

import java.util.Base64;
import java.util.Optional;

/** What the hashes of other systems have in common. */
final class Phc {
  private Phc() {}

  /** No padding, and {@code .} for {@code +} where passlib wrote it. */
  static Optional<byte[]> base64(String text) {
    try {
      return Optional.of(Base64.getDecoder().decode(text.replace('.', '+')));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  /** Some hashes take a password with a NUL for another one. */
  static boolean holdsNul(byte[] octets) {
    for (byte octet : octets) {
      if (octet == 0) {
        return true;
      }
    }
    return false;
  }
}
