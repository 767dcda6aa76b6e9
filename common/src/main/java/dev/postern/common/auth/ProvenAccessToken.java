package dev.postern.common.auth;

import dev.postern.common.jwt.VerifiedJwt;
import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.RevocationState;
import java.time.Instant;
import java.util.Optional;

/** A client's access token (RFC 9068). */
public record ProvenAccessToken(VerifiedJwt token) implements ClientCredential {

  @Override
  public String publicId() {
    return "jti " + token.tokenId();
  }

  @Override
  public ClientPrincipal client() {
    return new ClientPrincipal(token.clientId(), token.scopes());
  }

  @Override
  public Optional<AuthError> whenAlone() {
    return Optional.empty();
  }

  /** Never the case: an access token is verified first, so it names the principal. */
  @Override
  public AuthError whenOfAnotherClient() {
    return AuthError.BEARER_INVALID;
  }

  @Override
  public boolean isRevokedIn(RevocationState state) {
    return isRevoked(token, state);
  }

  /** An event of one of the token's keys has reached the second of its issue. */
  static boolean isRevoked(VerifiedJwt token, RevocationState state) {
    for (RevocationKey key : token.revocationKeys()) {
      if (state.revokes(key, token.issuedAt())) {
        return true;
      }
    }
    return false;
  }

  @Override
  public AuthError whenRevoked() {
    return AuthError.BEARER_REVOKED;
  }

  @Override
  public Optional<Instant> expiresAt() {
    return Optional.of(token.expiresAt());
  }

  @Override
  public AuthError whenExpired() {
    return AuthError.BEARER_EXPIRED;
  }
}
