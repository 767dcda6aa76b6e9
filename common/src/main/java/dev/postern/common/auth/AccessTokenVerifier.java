package dev.postern.common.auth;

import dev.postern.common.jwt.JwtVerifier;
import dev.postern.common.jwt.TokenKind;
import dev.postern.common.jwt.Verification;
import dev.postern.common.secret.Secret;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** Proves the client's access token (RFC 9068 §4), if there is one. */
public final class AccessTokenVerifier implements CredentialVerifier {
  private final JwtVerifier tokens;

  public AccessTokenVerifier(JwtVerifier tokens) {
    this.tokens = tokens;
  }

  @Override
  public Uni<Outcome> verify(Credentials credentials, Proof soFar) {
    Optional<Secret> presented = credentials.accessToken();
    if (presented.isEmpty()) {
      return CredentialVerifier.proven(soFar);
    }
    return tokens
        .verify(presented.get().reveal(), TokenKind.ACCESS)
        .map(
            verification ->
                switch (verification) {
                  case Verification.Valid(var token) ->
                      new Outcome.Proven(soFar.withAccessToken(token));
                  case Verification.Expired(var token) ->
                      new Outcome.Failed(AuthError.BEARER_EXPIRED, "jti " + token.tokenId());
                  case Verification.Invalid(String why) ->
                      new Outcome.Failed(AuthError.BEARER_INVALID, why);
                });
  }
}
