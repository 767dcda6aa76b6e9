package dev.postern.common.auth;

import java.time.Duration;
import java.time.Instant;

/**
 * Within which time of ours a signature's timestamp must lie; both ends count, in whole seconds.
 *
 * @param behind how old it may be
 * @param ahead how far the sender's clock may be ahead of ours
 */
public record SignatureWindow(Duration behind, Duration ahead) {

  /** The contract's; it may be made narrower. */
  public static final Duration WIDEST = Duration.ofSeconds(300);

  /**
   * @throws IllegalArgumentException if it is wider than the contract, or nothing is within
   */
  public SignatureWindow {
    if (behind.compareTo(WIDEST) > 0
        || ahead.compareTo(WIDEST) > 0
        || behind.compareTo(Duration.ofSeconds(1)) < 0
        || ahead.isNegative()) {
      throw new IllegalArgumentException("the window of signatures: 1 s to 300 s");
    }
  }

  boolean holds(long timestamp, Instant now) {
    long age = now.getEpochSecond() - timestamp;
    return age <= behind.toSeconds() && -age <= ahead.toSeconds();
  }
}
