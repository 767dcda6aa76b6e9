package dev.postern.auth.introspection;

import dev.postern.auth.client.Client;
import dev.postern.auth.refresh.Family;
import dev.postern.common.jwt.VerifiedJwt;

/** A token that a client asks about or revokes, as far as this service has issued it. */
public sealed interface PresentedToken {
  /** A signed token that has not expired. It may have been revoked. */
  record SignedToken(VerifiedJwt token) implements PresentedToken {}

  /**
   * A refresh token.
   *
   * @param isLive whether it could be used now
   */
  record RefreshToken(Family family, boolean isLive) implements PresentedToken {}

  /** Issued here, but of a kind these endpoints do not serve: an API key, a client secret. */
  record OtherKind() implements PresentedToken {}

  /** Unknown, malformed or expired. */
  record Unknown() implements PresentedToken {}

  /** Whether this token was issued to this client (RFC 7009 §2.1). */
  default boolean isOf(Client client) {
    return switch (this) {
      case SignedToken(VerifiedJwt token) -> token.clientId().equals(client.id());
      case RefreshToken(Family family, boolean isLive) -> family.clientId().equals(client.id());
      case OtherKind other -> false;
      case Unknown unknown -> false;
    };
  }
}
