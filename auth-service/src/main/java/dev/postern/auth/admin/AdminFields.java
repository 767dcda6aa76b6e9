package dev.postern.auth.admin;

import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.web.PlainText;
import org.jspecify.annotations.Nullable;

/** Reads the text fields that administrative requests share. Pure; refuses by {@link Refusal}. */
public final class AdminFields {
  private static final int MAX_LABEL_CHARS = 100;
  private static final int MAX_NAME_CHARS = 100;

  private AdminFields() {}

  /** {@code client_id}: the owner of the new credential. It may still be unknown. */
  public static String clientId(@Nullable String given) {
    if (given == null || !PlainText.isPlain(given)) {
      throw invalid("client_id is needed.");
    }
    return given;
  }

  /** {@code label}: optional; an absent label is empty. */
  public static String label(@Nullable String given) {
    String label = given == null ? "" : given.strip();
    if (label.length() > MAX_LABEL_CHARS || !PlainText.isPlain(label)) {
      throw invalid("label: at most " + MAX_LABEL_CHARS + " characters, none of control.");
    }
    return label;
  }

  /** {@code name}: required. */
  public static String name(@Nullable String given) {
    String name = given == null ? "" : given.strip();
    if (name.isEmpty() || name.length() > MAX_NAME_CHARS || !PlainText.isPlain(name)) {
      throw invalid("name: 1 to " + MAX_NAME_CHARS + " characters, none of control.");
    }
    return name;
  }

  private static Refusal invalid(String detail) {
    return new Refusal(AuthError.REQUEST_INVALID, detail);
  }
}
