package dev.postern.customer.token;

import dev.postern.common.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A customer's token, just issued, and the refresh token that came with it, if one was wanted. */
public record IssuedToken(
    Secret jwt, Instant issuedAt, Instant expiresAt, Optional<Secret> refreshToken) {

  /** What is left of its life, in whole seconds. */
  public long expiresIn() {
    return Duration.between(issuedAt, expiresAt).toSeconds();
  }
}
