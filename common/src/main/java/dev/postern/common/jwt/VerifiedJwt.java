package dev.postern.common.jwt;

import dev.postern.common.revocation.RevocationKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A token whose signature, issuer, form and claims have been proven. Only {@link JwtVerifier} makes
 * one; whether it is still in its time is asked anew at every use.
 *
 * @param kid the key that signed it
 * @param channel {@code channel}, of customer tokens
 * @param sessionId {@code sid}: the login or refresh family that it comes from; always of customer
 *     tokens
 * @param parent {@code parent}: the public id of the API key that it was exchanged for
 * @param eventKeys the keys of all events that can revoke it
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
    List<RevocationKey> eventKeys) {

  /** At the very instant of {@code exp} a token is expired (RFC 7519 §4.1.4: "on or after"). */
  public boolean isExpired(Instant now) {
    return !now.isBefore(expiresAt);
  }
}
