package dev.postern.customer.password;

import java.util.Base64;
import java.util.Optional;

/** The base64 of PHC strings: no padding, and {@code .} for {@code +} where passlib wrote it. */
final class Phc {
  private Phc() {}

  static Optional<byte[]> base64(String text) {
    try {
      return Optional.of(Base64.getDecoder().decode(text.replace('.', '+')));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
