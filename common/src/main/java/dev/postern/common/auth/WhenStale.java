package dev.postern.common.auth;

import java.util.Locale;

/** A method's policy while no news of revocations arrives. */
public enum WhenStale {
  /** Every call is denied: 503. */
  DENY,
  /**
   * A call is allowed unless the last news revoked its credentials. Each such decision is counted.
   */
  ALLOW;

  /** The word in metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
