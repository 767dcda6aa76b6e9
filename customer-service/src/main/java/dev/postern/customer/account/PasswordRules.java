package dev.postern.customer.account;

import com.nulabinc.zxcvbn.StandardDictionaries;
import dev.postern.common.secret.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rules for new passwords (NIST SP 800-63B §3.1.1.2): long enough, and not commonly used. Any
 * Unicode is accepted exactly as typed, and there are no rules of composition.
 */
public final class PasswordRules {

  /** The minimum length in characters, that is code points. */
  public static final int MIN_CHARACTERS = 8;

  /** The maximum length in bytes of UTF-8. */
  public static final int MAX_BYTES = 1_024;

  /** Shorter words occur in too many passwords. */
  private static final int MIN_CONTEXT_CHARACTERS = 4;

  private static final String SERVICE = "postern";
  private static final Set<String> COMMON = loadCommon();

  /** The reason for not accepting a password. */
  public enum Objection {
    TOO_SHORT("The password must have at least " + MIN_CHARACTERS + " characters."),
    TOO_LONG("The password must have at most " + MAX_BYTES + " octets."),
    COMMON("This password is among those that are tried first: choose another."),
    FROM_CONTEXT("The password must not be made of the username or our name.");

    private final String sentence;

    Objection(String sentence) {
      this.sentence = sentence;
    }

    /** The text for the caller; holds nothing of the password. */
    public String sentence() {
      return sentence;
    }
  }

  private PasswordRules() {}

  /** Nothing if the rules accept the password for this customer. */
  public static Optional<Objection> objection(Username username, Secret password) {
    String text = password.reveal();
    String lower = text.toLowerCase(Locale.ROOT);
    if (characters(text) < MIN_CHARACTERS) {
      return Optional.of(Objection.TOO_SHORT);
    }
    if (password.revealBytes().length > MAX_BYTES) {
      return Optional.of(Objection.TOO_LONG);
    }
    if (COMMON.contains(lower)) {
      return Optional.of(Objection.COMMON);
    }
    return characters(without(lower, username)) < MIN_CHARACTERS
        ? Optional.of(Objection.FROM_CONTEXT)
        : Optional.empty();
  }

  /** The password without the username, its local part and the name of the service. */
  private static String without(String lower, Username username) {
    String name = username.canonical();
    String localPart = name.substring(0, name.indexOf('@') < 0 ? name.length() : name.indexOf('@'));
    String rest = lower;
    for (String word : new String[] {name, localPart, SERVICE}) {
      rest = word.length() < MIN_CONTEXT_CHARACTERS ? rest : rest.replace(word, "");
    }
    return rest;
  }

  private static int characters(String text) {
    return text.codePointCount(0, text.length());
  }

  /** Loads those that are long enough to be accepted otherwise: some ten thousand. */
  private static Set<String> loadCommon() {
    try (Stream<String> words =
        StandardDictionaries.PASSWORDS_LOADER.load().getFrequencies().stream()) {
      return words
          .filter(word -> word.length() >= MIN_CHARACTERS)
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
