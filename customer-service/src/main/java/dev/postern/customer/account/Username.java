package dev.postern.customer.account;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterCategory;
import com.ibm.icu.text.Normalizer2;
import java.util.Optional;

/**
 * A username in its canonical form, so that one person has one account however it is typed, and
 * nobody an account that looks like another's.
 *
 * <p>Compatibility forms, case and invisible characters are folded (Unicode NFKC_Casefold), white
 * space is stripped at the ends and one space between, and what looks like ASCII is that ASCII
 * ({@link Homoglyphs}). ASCII characters stay what they are: {@code 1} and {@code l} are two.
 */
public record Username(String canonical) {
  private static final int MAX_CHARS = 254;

  /** One round is enough for nearly everything; the form is that which a further one leaves. */
  private static final int MAX_ROUNDS = 4;

  private static final Normalizer2 CASEFOLD = Normalizer2.getNFKCCasefoldInstance();

  /** Nothing if it is empty, too long, or holds control or invisible characters that mean much. */
  public static Optional<Username> parse(String typed) {
    if (typed.length() > MAX_CHARS) {
      return Optional.empty();
    }
    String canonical = typed;
    for (int round = 0; round < MAX_ROUNDS; round++) {
      String spaced = singleSpaces(CASEFOLD.normalize(canonical));
      if (spaced.length() > MAX_CHARS) {
        return Optional.empty();
      }
      String folded = foldHomoglyphs(spaced);
      if (folded.equals(canonical)) {
        break;
      }
      canonical = folded;
    }
    return isSound(canonical) ? Optional.of(new Username(canonical)) : Optional.empty();
  }

  private static String fold(String text) {
    return foldHomoglyphs(singleSpaces(CASEFOLD.normalize(text)));
  }

  /** Dear for each character, and before any limit is asked: of short texts only. */
  private static String foldHomoglyphs(String spaced) {
    return CASEFOLD.normalize(Homoglyphs.fold(spaced));
  }

  private static String singleSpaces(String text) {
    StringBuilder result = new StringBuilder(text.length());
    boolean gap = false;
    for (int codePoint : text.codePoints().toArray()) {
      if (UCharacter.isUWhiteSpace(codePoint)) {
        gap = true;
      } else {
        result.append(gap && !result.isEmpty() ? " " : "").appendCodePoint(codePoint);
        gap = false;
      }
    }
    return result.toString();
  }

  private static boolean isSound(String canonical) {
    return !canonical.isEmpty()
        && canonical.length() <= MAX_CHARS
        && canonical.equals(fold(canonical))
        && canonical.codePoints().noneMatch(Username::isUnseen);
  }

  private static boolean isUnseen(int codePoint) {
    return switch (UCharacter.getType(codePoint)) {
      case UCharacterCategory.CONTROL,
          UCharacterCategory.FORMAT,
          UCharacterCategory.SURROGATE,
          UCharacterCategory.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
