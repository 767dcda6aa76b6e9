package dev.postern.customer.token;

import dev.postern.common.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A customer's token that was just issued, with a refresh token if one was requested. */
public record IssuedToken(
    Secret jwt, Instant issuedAt, Instant expiresAt, Optional<Secret> refreshToken) {

  /** The lifetime in whole seconds. */
  public long expiresIn() {
    return Duration.between(issuedAt, expiresAt).toSeconds();
  }
}
