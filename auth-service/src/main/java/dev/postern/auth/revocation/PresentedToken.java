package dev.postern.auth.revocation;

import dev.postern.auth.client.Client;
import dev.postern.auth.refresh.Family;
import dev.postern.common.jwt.VerifiedJwt;

/** A token that a client asks about, as far as it is one of ours. */
sealed interface PresentedToken {
  /** Signed, and in its time; it may have been revoked. */
  record Signed(VerifiedJwt token) implements PresentedToken {}

  /**
   * A refresh token.
   *
   * @param isLive whether it could be used now
   */
  record Refresh(Family family, boolean isLive) implements PresentedToken {}

  /** Ours, but not to be revoked or looked at here: an API key, a client secret. */
  record OfAnotherKind() implements PresentedToken {}

  /** Unknown, malformed or expired. */
  record Nothing() implements PresentedToken {}

  /** Whether it was issued to this client (RFC 7009 §2.1). */
  default boolean isOf(Client client) {
    return switch (this) {
      case Signed(VerifiedJwt token) -> token.clientId().equals(client.id());
      case Refresh(Family family, boolean isLive) -> family.clientId().equals(client.id());
      case OfAnotherKind other -> false;
      case Nothing nothing -> false;
    };
  }
}
