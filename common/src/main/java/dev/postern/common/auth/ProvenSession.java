package dev.postern.common.auth;

import dev.postern.common.secret.Secret;
import dev.postern.common.session.CustomerSession;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A customer's session, proven by its cookie. */
public record ProvenSession(CustomerSession session, Secret asSent) implements CustomerCredential {

  @Override
  public String publicId() {
    return "sid " + session.id();
  }

  @Override
  public List<RevokedBy> revokedBy() {
    return session.eventKeys().stream()
        .map(key -> new RevokedBy(key, session.startedAt()))
        .toList();
  }

  @Override
  public AuthError whenRevoked() {
    return AuthError.SESSION_INVALID;
  }

  @Override
  public Optional<Instant> expiresAt() {
    return Optional.of(session.expiresAt());
  }

  @Override
  public AuthError whenExpired() {
    return AuthError.SESSION_INVALID;
  }
}
