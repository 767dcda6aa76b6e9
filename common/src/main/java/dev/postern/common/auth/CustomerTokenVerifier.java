package dev.postern.common.auth;

import dev.postern.common.jwt.JwtVerifier;
import dev.postern.common.jwt.TokenKind;
import dev.postern.common.jwt.Verification;
import dev.postern.common.secret.Secret;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** Proves the customer's token, if there is one. */
public final class CustomerTokenVerifier implements CredentialVerifier {
  private final JwtVerifier tokens;

  public CustomerTokenVerifier(JwtVerifier tokens) {
    this.tokens = tokens;
  }

  @Override
  public Uni<Outcome> verify(Credentials credentials, Proof soFar) {
    Optional<Secret> presented = credentials.customerToken();
    if (presented.isEmpty()) {
      return CredentialVerifier.proven(soFar);
    }
    return tokens
        .verify(presented.get().reveal(), TokenKind.CUSTOMER)
        .map(
            verification ->
                switch (verification) {
                  case Verification.Valid(var token) ->
                      new Outcome.Proven(soFar.withCustomerToken(token, presented.get()));
                  case Verification.Expired(var token) ->
                      new Outcome.Failed(
                          AuthError.CUSTOMER_TOKEN_EXPIRED, "jti " + token.tokenId());
                  case Verification.Invalid(String why) ->
                      new Outcome.Failed(AuthError.CUSTOMER_TOKEN_INVALID, why);
                });
  }
}
