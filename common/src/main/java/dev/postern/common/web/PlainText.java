package dev.postern.common.web;

import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;

/** Text from a caller that is to be stored, or looked up: without control characters. */
public final class PlainText {
  private PlainText() {}

  /** NUL above all: PostgreSQL keeps no text with it. */
  public static boolean isPlain(String text) {
    return text.codePoints().noneMatch(Character::isISOControl);
  }

  /** An identifier from a path or a query; one that cannot be anybody's is not found. */
  public static String id(String text) {
    if (!isPlain(text)) {
      throw new Refusal(AuthError.NOT_FOUND);
    }
    return text;
  }
}
