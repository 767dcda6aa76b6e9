package dev.postern.common.session;

import dev.postern.common.jwt.VerifiedJwt;
import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.RevocationKind;
import java.time.Instant;
import java.util.List;

/**
 * One login session of one customer.
 *
 * @param id the {@code sid} of the tokens that belong to it
 * @param customerId the opaque customer identifier
 * @param channel {@code web}, {@code ios} or {@code android}
 * @param startedAt when the customer logged in; for a token, when it was issued
 */
public record CustomerSession(
    String id, String customerId, String channel, Instant startedAt, Instant expiresAt) {

  /** The session that a customer token belongs to, as far as its claims say. */
  public static CustomerSession of(VerifiedJwt customerToken) {
    return new CustomerSession(
        customerToken.sessionId().orElse(""),
        customerToken.subject(),
        customerToken.channel().orElse(""),
        customerToken.issuedAt(),
        customerToken.expiresAt());
  }

  /** A session is expired at the instant of {@code expiresAt} itself. */
  public boolean isExpired(Instant now) {
    return !now.isBefore(expiresAt);
  }

  /** The keys under which the session may be revoked. */
  public List<RevocationKey> revocationKeys() {
    return List.of(
        RevocationKey.of(RevocationKind.FAMILY, id),
        RevocationKey.of(RevocationKind.SUBJECT, customerId));
  }
}
