package dev.postern.common.auth;

import java.util.Locale;

/** A method's policy for the time in which no news of revocations comes through. */
public enum WhenStale {
  /** Nobody is let in: 503. */
  DENY,
  /** Who was not revoked by the last news is let in; each such decision is counted. */
  ALLOW;

  /** The word in metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
