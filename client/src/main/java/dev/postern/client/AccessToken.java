package dev.postern.client;

import java.time.Duration;
import java.time.Instant;

/**
 * An access token and its times by this machine's clock.
 *
 * @param expiresAt from then on it is dead
 */
public record AccessToken(Secret value, Instant fetchedAt, Instant expiresAt) {

  /** What goes into the Authorization header (RFC 6750 §2.1). */
  public String authorization() {
    return "Bearer " + value.reveal();
  }

  boolean isAlive(Instant now) {
    return now.isBefore(expiresAt);
  }

  /** Whether only a fifth of its life is left. */
  boolean isDue(Instant now) {
    Duration fifth = Duration.between(fetchedAt, expiresAt).dividedBy(5);
    return !now.isBefore(expiresAt.minus(fifth));
  }
}
