package dev.postern.client;

import java.time.Duration;
import java.time.Instant;

/**
 * An access token and its times by this machine's clock, as that was set when the token was
 * fetched. {@link AccessTokens} counts how much of its life is over, and does not ask the clock.
 *
 * @param expiresAt from then on it is dead
 */
public record AccessToken(Secret value, Instant fetchedAt, Instant expiresAt) {

  /** What goes into the Authorization header (RFC 6750 §2.1). */
  public String authorization() {
    return "Bearer " + value.reveal();
  }

  boolean isAliveAt(Duration age) {
    return age.compareTo(life()) < 0;
  }

  /** Whether only a fifth of its life is left. */
  boolean isDueAt(Duration age) {
    return age.compareTo(life().minus(life().dividedBy(5))) >= 0;
  }

  private Duration life() {
    return Duration.between(fetchedAt, expiresAt);
  }
}
