package dev.postern.client;

import java.time.Duration;
import java.time.Instant;

/**
 * An access token, with its times by this machine's clock when the token was fetched. {@link
 * AccessTokens} measures its age by elapsed time, not by the clock.
 *
 * @param expiresAt from this instant on the token is expired
 */
public record AccessToken(Secret value, Instant fetchedAt, Instant expiresAt) {

  /** The value of the {@code Authorization} header field (RFC 6750 §2.1). */
  public String authorization() {
    return "Bearer " + value.reveal();
  }

  boolean isValidAt(Duration age) {
    return age.compareTo(lifetime()) < 0;
  }

  /** Whether at most a fifth of its lifetime is left. */
  boolean isRenewalDueAt(Duration age) {
    return age.compareTo(lifetime().minus(lifetime().dividedBy(5))) >= 0;
  }

  private Duration lifetime() {
    return Duration.between(fetchedAt, expiresAt);
  }
}
