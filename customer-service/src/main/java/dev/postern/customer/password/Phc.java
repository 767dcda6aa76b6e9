package dev.postern.customer.password;

import java.util.Base64;
import java.util.Optional;

/** Shared parsing of the hashes of other systems. */
final class Phc {
  private Phc() {}

  /** Base64 without padding; passlib writes {@code .} for {@code +}. */
  static Optional<byte[]> base64(String text) {
    try {
      return Optional.of(Base64.getDecoder().decode(text.replace('.', '+')));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  /** Some hashes confuse a password that holds a NUL with another one. */
  static boolean holdsNul(byte[] bytes) {
    for (byte one : bytes) {
      if (one == 0) {
        return true;
      }
    }
    return false;
  }
}
