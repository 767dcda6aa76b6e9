package dev.postern.common.web;

import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;

/**
 * Checks text from a caller that is stored or looked up: it must not contain control characters.
 */
public final class PlainText {
  private PlainText() {}

  /**
   * Whether the text has no control characters. PostgreSQL text, for example, cannot contain NUL.
   */
  public static boolean isPlain(String text) {
    return text.codePoints().noneMatch(Character::isISOControl);
  }

  /**
   * Returns an identifier from a path or query. An identifier with control characters cannot exist,
   * so it is refused as not found.
   */
  public static String id(String text) {
    if (!isPlain(text)) {
      throw new Refusal(AuthError.NOT_FOUND);
    }
    return text;
  }
}
