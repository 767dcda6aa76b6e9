package dev.postern.common.session;

import dev.postern.common.jwt.VerifiedJwt;
import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.RevocationKind;
import java.time.Instant;
import java.util.List;

/**
 * One login of one customer.
 *
 * @param id the {@code sid} of the tokens that belong to it
 * @param customerId the opaque identifier
 * @param channel {@code web}, {@code ios} or {@code android}
 * @param startedAt when the customer logged in; of a token, when it was issued
 */
public record CustomerSession(
    String id, String customerId, String channel, Instant startedAt, Instant expiresAt) {

  /** The session that a customer's token belongs to, as far as the token tells. */
  public static CustomerSession of(VerifiedJwt customerToken) {
    return new CustomerSession(
        customerToken.sessionId().orElse(""),
        customerToken.subject(),
        customerToken.channel().orElse(""),
        customerToken.issuedAt(),
        customerToken.expiresAt());
  }

  /** At the very instant of its end it is over. */
  public boolean isExpired(Instant now) {
    return !now.isBefore(expiresAt);
  }

  /** The keys of all events that can end it. */
  public List<RevocationKey> eventKeys() {
    return List.of(
        RevocationKey.of(RevocationKind.FAMILY, id),
        RevocationKey.of(RevocationKind.SUBJECT, customerId));
  }
}
