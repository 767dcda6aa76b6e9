package dev.postern.common.auth;

import dev.postern.common.auth.Step.Failed;
import dev.postern.common.auth.Step.Proven;
import dev.postern.common.auth.Step.Verdict;
import dev.postern.common.jwt.JwtVerifier;
import dev.postern.common.jwt.TokenKind;
import dev.postern.common.jwt.Verification;
import dev.postern.common.secret.Secret;

/** A client's access token: {@code Authorization: Bearer} (RFC 6750 §2.1, RFC 9068 §4). */
public final class AccessTokenScheme implements Scheme<Secret> {
  private final JwtVerifier tokens;

  public AccessTokenScheme(JwtVerifier tokens) {
    this.tokens = tokens;
  }

  @Override
  public CredentialRole role() {
    return CredentialRole.CLIENT;
  }

  /** Where a customer calls, the bearer token is the customer's. */
  @Override
  public Finding<Secret> find(Request request, Requirements needed) {
    Finding<Secret> bearer = AuthorizationHeader.bearer(request);
    return needed instanceof Requirements.OfCustomer && bearer instanceof Finding.Presented
        ? new Finding.Absent<>()
        : bearer;
  }

  @Override
  public Step verify(Secret presented) {
    return Step.later(
        tokens.verify(presented.reveal(), TokenKind.ACCESS), AccessTokenScheme::verdict);
  }

  private static Verdict verdict(Verification verification) {
    return switch (verification) {
      case Verification.Valid(var token) -> new Proven(new ProvenAccessToken(token));
      case Verification.Expired(var token) ->
          new Failed(AuthError.BEARER_EXPIRED, "jti " + token.tokenId());
      case Verification.Invalid(String why) -> new Failed(AuthError.BEARER_INVALID, why);
    };
  }
}
