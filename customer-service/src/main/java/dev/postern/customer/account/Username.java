package dev.postern.customer.account;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterCategory;
import com.ibm.icu.text.Normalizer2;
import java.util.Optional;

/**
 * A username in its canonical form. All ways to type it mean one account, and no two accounts have
 * usernames that look alike.
 *
 * <p>Compatibility forms, case and invisible characters are folded (Unicode NFKC_Casefold), white
 * space is stripped at the ends and single between words, and characters that look like ASCII
 * become ASCII ({@link Homoglyphs}). ASCII characters are not changed: {@code 1} and {@code l}
 * differ.
 */
public record Username(String canonical) {
  private static final int MAX_CHARS = 254;

  /** One round is nearly always enough; the canonical form is one that another round keeps. */
  private static final int MAX_ROUNDS = 4;

  private static final Normalizer2 CASEFOLD = Normalizer2.getNFKCCasefoldInstance();

  /** Nothing if it is empty, too long, or holds control characters or remaining invisible ones. */
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

  /** Expensive for each character and not yet limited, so it is done for short texts only. */
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
