package dev.postern.common.key;

import java.util.Locale;

/** Which installation a key was made for, so that a test key opens nothing in production. */
public enum Environment {
  LIVE,
  TEST;

  /** The word inside a key: {@code live} or {@code test}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
