package dev.postern.auth.token;

import dev.postern.auth.client.Client;
import dev.postern.auth.client.GrantTypes;
import dev.postern.auth.client.Scopes;
import dev.postern.auth.oauth.OAuthRequest;
import dev.postern.auth.refresh.Family;
import dev.postern.auth.refresh.RefreshOutcome;
import dev.postern.auth.refresh.RefreshTokens;
import dev.postern.common.auth.AuthError;
import dev.postern.common.key.OpaqueToken;
import dev.postern.common.refusal.Refusal;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Refreshing an access token (RFC 6749 §6); the refresh token rotates (RFC 9700 §4.14.2). */
@Singleton
class RefreshTokenGrant implements Grant {
  private final TokenIssuer tokens;
  private final RefreshTokens refreshTokens;

  RefreshTokenGrant(TokenIssuer tokens, RefreshTokens refreshTokens) {
    this.tokens = tokens;
    this.refreshTokens = refreshTokens;
  }

  @Override
  public String name() {
    return GrantTypes.REFRESH_TOKEN;
  }

  @Override
  public Uni<Granted> grant(Client client, OAuthRequest request) {
    Optional<String> scope = request.get("scope");
    return refreshTokens
        .rotate(
            request.mustGet("refresh_token"),
            family -> family.isOfClient(client.id()),
            (family, successor) -> answer(client, family, scope, successor))
        .map(RefreshTokenGrant::granted);
  }

  private byte[] answer(
      Client client, Family family, Optional<String> scope, OpaqueToken successor) {
    Set<String> scopes = scopes(client, family, scope);
    IssuedToken token =
        tokens.accessToken(
            AccessGrant.of(client, scopes).inFamily(family.id()).atMost(family.remaining()));
    return TokenAnswer.json(TokenAnswer.of(token, scopes, Optional.of(successor)));
  }

  /** RFC 6749 §6: no scope that was not granted first, or that the client no longer has. */
  private static Set<String> scopes(Client client, Family family, Optional<String> asked) {
    if (asked.isPresent()) {
      return Scopes.parse(asked.get())
          .filter(family.scopes()::containsAll)
          .filter(client.scopes()::containsAll)
          .orElseThrow(() -> new Refusal(AuthError.SCOPE_INVALID));
    }
    Set<String> scopes = new TreeSet<>(family.scopes());
    scopes.retainAll(client.scopes());
    return scopes;
  }

  private static Granted granted(RefreshOutcome rotation) {
    return switch (rotation) {
      case RefreshOutcome.Rotated(Family family, byte[] answer) ->
          new Granted(answer, "refreshed sid " + family.id());
      case RefreshOutcome.AnsweredAgain(Family family, byte[] answer) ->
          new Granted(answer, "answered again sid " + family.id());
      case RefreshOutcome.NotRefreshed(String reason) ->
          throw Refusal.because(AuthError.GRANT_INVALID, reason);
    };
  }
}
