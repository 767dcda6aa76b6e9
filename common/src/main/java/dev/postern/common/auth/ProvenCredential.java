package dev.postern.common.auth;

import dev.postern.common.revocation.RevocationState;
import java.time.Instant;
import java.util.Optional;

/**
 * A credential that was proven: its name in logs, what revokes it, when it ends, and how its end is
 * refused.
 *
 * <p>The interface is open on purpose: a new kind of credential is one new record, one {@link
 * Scheme} and one line in the composition, and no code decides by the kind. See
 * docs/adr/0081-open-credentials-closed-outcomes.md.
 */
public interface ProvenCredential {

  /** The public name in the decision log, with its kind: {@code jti 4f0c…}. Never a secret. */
  String publicId();

  /** Whether an event has revoked this credential. Asked at every request: no I/O, no garbage. */
  boolean isRevokedIn(RevocationState state);

  /** The error if it is revoked. */
  AuthError whenRevoked();

  /** The instant at which the credential is expired; none if it lives until it is revoked. */
  Optional<Instant> expiresAt();

  /** The error if it has expired. */
  AuthError whenExpired();

  /** At {@link #expiresAt()} itself the credential is expired (RFC 7519 §4.1.4). */
  default boolean isExpired(Instant now) {
    Optional<Instant> end = expiresAt();
    return end.isPresent() && !now.isBefore(end.get());
  }
}
