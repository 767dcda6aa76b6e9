package dev.postern.common.auth;

import java.time.Duration;
import java.time.Instant;

/**
 * The time within which the timestamp of a signature must lie. Both ends count, in whole seconds.
 *
 * @param past how old the timestamp may be
 * @param ahead how far the client's clock may be ahead of this server's
 */
public record SignatureWindow(Duration past, Duration ahead) {

  /** The contract's; it may be made narrower. */
  public static final Duration WIDEST = Duration.ofSeconds(300);

  /**
   * @throws IllegalArgumentException if it is wider than the contract, or nothing is within
   */
  public SignatureWindow {
    if (past.compareTo(WIDEST) > 0
        || ahead.compareTo(WIDEST) > 0
        || past.compareTo(Duration.ofSeconds(1)) < 0
        || ahead.isNegative()) {
      throw new IllegalArgumentException("the window of signatures: 1 s to 300 s");
    }
  }

  boolean holds(long timestamp, Instant now) {
    long age = now.getEpochSecond() - timestamp;
    return age <= past.toSeconds() && -age <= ahead.toSeconds();
  }
}
