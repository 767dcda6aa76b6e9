package dev.postern.common.auth;

import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.RevocationState;
import dev.postern.common.secret.Secret;
import dev.postern.common.session.CustomerSession;
import java.time.Instant;
import java.util.Optional;

/** A customer's session, proven by its cookie. */
public record ProvenSession(CustomerSession session, Secret asSent) implements CustomerCredential {

  @Override
  public String publicId() {
    return "sid " + session.id();
  }

  @Override
  public boolean isRevokedIn(RevocationState state) {
    for (RevocationKey key : session.revocationKeys()) {
      if (state.revokes(key, session.startedAt())) {
        return true;
      }
    }
    return false;
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
