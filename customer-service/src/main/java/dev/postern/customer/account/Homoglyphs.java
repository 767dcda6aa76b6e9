package dev.postern.customer.account;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.SpoofChecker;
import java.util.Locale;
import java.util.Optional;

/**
 * Folds characters that look like ASCII to that ASCII, by the confusables of UTS #39.
 *
 * <p>Only non-ASCII characters are folded, and only to ASCII: the Cyrillic {@code а} to {@code a},
 * with an accent or without, and {@code в} to {@code b}, since in capitals they look alike. The
 * table changes with Unicode's versions and the folded form is stored, so a test notices when a new
 * version of ICU4J folds otherwise.
 */
final class Homoglyphs {
  private static final SpoofChecker CONFUSABLES =
      new SpoofChecker.Builder().setChecks(SpoofChecker.CONFUSABLE).build();
  private static final Normalizer2 DECOMPOSED = Normalizer2.getNFDInstance();
  private static final int FIRST_BEYOND_ASCII = 0x80;

  private Homoglyphs() {}

  /** The text, canonically decomposed; folded characters are in lower case. */
  static String fold(String text) {
    if (isAscii(text)) {
      return text;
    }
    StringBuilder result = new StringBuilder(text.length());
    DECOMPOSED.normalize(text).codePoints().forEach(one -> result.append(lookOf(one)));
    return result.toString();
  }

  /** The ASCII that a character looks like, or the character itself. */
  static String lookOf(int codePoint) {
    String one = Character.toString(codePoint);
    if (codePoint < FIRST_BEYOND_ASCII) {
      return one;
    }
    return asAscii(one)
        .or(() -> asAscii(Character.toString(UCharacter.toUpperCase(codePoint))))
        .orElse(one);
  }

  /** UTS #39 folds {@code m} to {@code rn}; here a character that looks so becomes {@code m}. */
  private static Optional<String> asAscii(String character) {
    return Optional.of(CONFUSABLES.getSkeleton(character))
        .filter(Homoglyphs::isAscii)
        .map(skeleton -> skeleton.toLowerCase(Locale.ROOT).replace("rn", "m"));
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(unit -> unit < FIRST_BEYOND_ASCII);
  }
}
