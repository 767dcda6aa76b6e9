package dev.postern.customer.account;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * A username in its canonical form (NFKC, lower case, no space around it), so that one person has
 * one account however it is typed.
 */
public record Username(String canonical) {
  private static final int MAX_CHARS = 254;

  /** Nothing if it is empty, too long, or holds control or invisible characters. */
  public static Optional<Username> parse(String typed) {
    if (typed.length() > MAX_CHARS) {
      return Optional.empty();
    }
    String canonical =
        Normalizer.normalize(typed, Normalizer.Form.NFKC).strip().toLowerCase(Locale.ROOT);
    return canonical.isEmpty()
            || canonical.length() > MAX_CHARS
            || canonical.codePoints().anyMatch(Username::isUnseen)
        ? Optional.empty()
        : Optional.of(new Username(canonical));
  }

  private static boolean isUnseen(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.UNASSIGNED;
  }
}
