package dev.postern.auth.token;

import dev.postern.auth.client.Client;
import dev.postern.auth.client.GrantTypes;
import dev.postern.auth.client.Scopes;
import dev.postern.auth.oauth.OAuthRequest;
import dev.postern.auth.refresh.NewFamily;
import dev.postern.auth.refresh.RefreshTokens;
import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;

/**
 * The client credentials grant (RFC 6749 §4.4). A client that is registered for refresh tokens gets
 * one too; for others nothing is written.
 */
@Singleton
class ClientCredentialsGrant implements Grant {
  private final TokenIssuer tokens;
  private final RefreshTokens refreshTokens;

  ClientCredentialsGrant(TokenIssuer tokens, RefreshTokens refreshTokens) {
    this.tokens = tokens;
    this.refreshTokens = refreshTokens;
  }

  @Override
  public String name() {
    return GrantTypes.CLIENT_CREDENTIALS;
  }

  @Override
  public Uni<Granted> grant(Client client, OAuthRequest request) {
    Set<String> scopes = scopes(client, request.get("scope"));
    if (!client.grantTypes().contains(GrantTypes.REFRESH_TOKEN)) {
      IssuedToken token = issue(client, scopes);
      return Uni.createFrom()
          .item(TokenAnswer.of(token, scopes, Optional.empty()).granted(detail(token)));
    }
    NewFamily family = NewFamily.ofClient(client.id(), scopes);
    return refreshTokens
        .begin(family)
        .map(
            refreshToken -> {
              IssuedToken token =
                  tokens.accessToken(AccessGrant.of(client, scopes).inFamily(family.id()));
              return TokenAnswer.of(token, scopes, Optional.of(refreshToken))
                  .granted(detail(token) + " sid " + family.id());
            });
  }

  /** The access token alone. */
  IssuedToken issue(Client client, Set<String> scopes) {
    return tokens.accessToken(AccessGrant.of(client, scopes));
  }

  /** RFC 6749 §3.3: the requested scopes, if the client has them all; without a request, all. */
  static Set<String> scopes(Client client, Optional<String> asked) {
    return asked.isEmpty()
        ? client.scopes()
        : Scopes.parse(asked.get())
            .filter(client.scopes()::containsAll)
            .orElseThrow(() -> new Refusal(AuthError.SCOPE_INVALID));
  }

  static String detail(IssuedToken token) {
    return "issued jti " + token.tokenId();
  }
}
