package dev.postern.common.auth;

import dev.postern.common.jwt.VerifiedJwt;
import dev.postern.common.revocation.RevocationState;
import dev.postern.common.secret.Secret;
import dev.postern.common.session.CustomerSession;
import java.time.Instant;
import java.util.Optional;

/** A customer's token. */
public record ProvenCustomerToken(VerifiedJwt token, Secret asSent) implements CustomerCredential {

  @Override
  public String publicId() {
    return "jti " + token.tokenId();
  }

  @Override
  public CustomerSession session() {
    return CustomerSession.of(token);
  }

  @Override
  public boolean isRevokedIn(RevocationState state) {
    return ProvenAccessToken.isRevoked(token, state);
  }

  @Override
  public AuthError whenRevoked() {
    return AuthError.CUSTOMER_TOKEN_REVOKED;
  }

  @Override
  public Optional<Instant> expiresAt() {
    return Optional.of(token.expiresAt());
  }

  @Override
  public AuthError whenExpired() {
    return AuthError.CUSTOMER_TOKEN_EXPIRED;
  }
}
