package dev.postern.auth.introspection;

import dev.postern.auth.introspection.PresentedToken.OtherKind;
import dev.postern.auth.introspection.PresentedToken.RefreshToken;
import dev.postern.auth.introspection.PresentedToken.SignedToken;
import dev.postern.auth.introspection.PresentedToken.Unknown;
import dev.postern.auth.refresh.RefreshTokens;
import dev.postern.common.jwt.JwtVerifier;
import dev.postern.common.jwt.TokenKind;
import dev.postern.common.jwt.Verification;
import dev.postern.common.key.OpaqueToken;
import dev.postern.common.settings.GuardConfig;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Finds what a token is. A {@code token_type_hint} is ignored (RFC 7009 §2.1). Fails if the
 * database does.
 */
@Singleton
public class PresentedTokens {
  private final JwtVerifier verifier;
  private final RefreshTokens refreshTokens;
  private final GuardConfig guard;

  PresentedTokens(JwtVerifier verifier, RefreshTokens refreshTokens, GuardConfig guard) {
    this.verifier = verifier;
    this.refreshTokens = refreshTokens;
    this.guard = guard;
  }

  public Uni<PresentedToken> find(String text) {
    Optional<OpaqueToken> opaque = OpaqueToken.parse(text);
    return opaque.isPresent() ? find(opaque.get()) : findSigned(text);
  }

  private Uni<PresentedToken> find(OpaqueToken token) {
    if (!token.is(OpaqueToken.Kind.REFRESH_TOKEN, guard.environment())) {
      return Uni.createFrom().item(new OtherKind());
    }
    return refreshTokens
        .find(token)
        .map(
            found ->
                found
                    .<PresentedToken>map(known -> new RefreshToken(known.family(), known.isLive()))
                    .orElseGet(Unknown::new));
  }

  private Uni<PresentedToken> findSigned(String text) {
    return verifier
        .verify(text, TokenKind.ACCESS)
        .flatMap(
            verification ->
                verification instanceof Verification.Invalid
                    ? verifier.verify(text, TokenKind.CUSTOMER)
                    : Uni.createFrom().item(verification))
        .map(
            verification ->
                verification instanceof Verification.Valid(var token)
                    ? new SignedToken(token)
                    : new Unknown());
  }
}
