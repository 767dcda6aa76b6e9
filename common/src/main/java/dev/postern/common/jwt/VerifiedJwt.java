package dev.postern.common.jwt;

import dev.postern.common.revocation.RevocationKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A token whose signature, issuer, audience and claims have been verified. Only {@link JwtVerifier}
 * creates one. The caller checks its expiry at each use.
 *
 * @param kid the key that signed it
 * @param channel the {@code channel} claim; always present in customer tokens
 * @param sessionId the {@code sid} claim: the session or refresh family the token comes from;
 *     always present in customer tokens
 * @param parent the {@code parent} claim: the public id of the API key that was exchanged for the
 *     token
 * @param revocationKeys the keys under which the token may be revoked
 */
public record VerifiedJwt(
    TokenKind kind,
    String kid,
    String subject,
    String clientId,
    String tokenId,
    Instant issuedAt,
    Instant expiresAt,
    Set<String> scopes,
    Optional<String> channel,
    Optional<String> sessionId,
    Optional<String> parent,
    List<RevocationKey> revocationKeys) {

  /** A token expires at the instant of {@code exp} itself (RFC 7519 §4.1.4: "on or after"). */
  public boolean isExpired(Instant now) {
    return !now.isBefore(expiresAt);
  }
}
