package dev.postern.common.auth;

import java.util.Locale;

/** A method's policy while the known revocations are stale. */
public enum WhenStale {
  /** Every call is denied: 503. */
  DENY,
  /** A call is allowed unless its credentials are known to be revoked. Each is counted. */
  ALLOW;

  /** The word in metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
