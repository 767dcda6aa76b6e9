package dev.postern.common.key;

import java.util.Locale;

/** The environment a key was issued for. A test key is refused in production. */
public enum Environment {
  LIVE,
  TEST;

  /** The label in the key's text: {@code live} or {@code test}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
