package dev.postern.common.auth;

import dev.postern.common.jwt.VerifiedJwt;
import dev.postern.common.secret.Secret;
import dev.postern.common.session.CustomerSession;
import java.time.Instant;
import java.util.List;
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
  public List<RevokedBy> revokedBy() {
    return ProvenAccessToken.revokedBy(token);
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
