package dev.postern.customer.account;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.SpoofChecker;
import java.util.Locale;
import java.util.Optional;

/**
 * Characters that look like ASCII, and what they look like: the confusables of UTS #39.
 *
 * <p>Only what is not ASCII is folded, and only to ASCII: the Cyrillic {@code а} to {@code a}, with
 * an accent or without, and {@code в} to {@code b}, since in capitals they look alike. The table
 * changes with Unicode's versions and the folded form is stored, so a test notices when a new
 * version of ICU4J folds otherwise.
 */
final class Homoglyphs {
  private static final SpoofChecker CONFUSABLES =
      new SpoofChecker.Builder().setChecks(SpoofChecker.CONFUSABLE).build();
  private static final Normalizer2 DECOMPOSED = Normalizer2.getNFDInstance();
  private static final int FIRST_BEYOND_ASCII = 0x80;

  private Homoglyphs() {}

  /** The text, canonically decomposed, in lower case as far as it is folded. */
  static String fold(String text) {
    if (isAscii(text)) {
      return text;
    }
    StringBuilder result = new StringBuilder(text.length());
    DECOMPOSED.normalize(text).codePoints().forEach(one -> result.append(lookOf(one)));
    return result.toString();
  }

  /** What one character looks like: ASCII, or itself. */
  static String lookOf(int codePoint) {
    String one = Character.toString(codePoint);
    if (codePoint < FIRST_BEYOND_ASCII) {
      return one;
    }
    return asAscii(one)
        .or(() -> asAscii(Character.toString(UCharacter.toUpperCase(codePoint))))
        .orElse(one);
  }

  /** UTS #39 takes {@code m} for {@code rn}; one character that looks so is an {@code m}. */
  private static Optional<String> asAscii(String character) {
    return Optional.of(CONFUSABLES.getSkeleton(character))
        .filter(Homoglyphs::isAscii)
        .map(skeleton -> skeleton.toLowerCase(Locale.ROOT).replace("rn", "m"));
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(unit -> unit < FIRST_BEYOND_ASCII);
  }
}
