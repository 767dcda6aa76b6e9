package dev.postern.auth.token;

import dev.postern.common.secret.Secret;
import java.time.Duration;
import java.time.Instant;

/**
 * A new token.
 *
 * @param tokenId its {@code jti}
 * @param issuedAt to the millisecond; the claim {@code iat} is this in whole seconds, after a
 *     revocation of the same second
 */
public record IssuedToken(Secret jwt, String tokenId, Instant issuedAt, Instant expiresAt) {

  /** The whole seconds from issue to expiry. */
  public long expiresIn() {
    return Duration.between(issuedAt, expiresAt).toSeconds();
  }
}
