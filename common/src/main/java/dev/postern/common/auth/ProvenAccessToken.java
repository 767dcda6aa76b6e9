package dev.postern.common.auth;

import dev.postern.common.jwt.VerifiedJwt;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A client's access token (RFC 9068). */
public record ProvenAccessToken(VerifiedJwt token, List<RevokedBy> revokedBy)
    implements ClientCredential {

  ProvenAccessToken(VerifiedJwt token) {
    this(token, revokedBy(token));
  }

  /** Any event of the token's keys that reaches the second of its issue. */
  static List<RevokedBy> revokedBy(VerifiedJwt token) {
    return token.eventKeys().stream().map(key -> new RevokedBy(key, token.issuedAt())).toList();
  }

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
