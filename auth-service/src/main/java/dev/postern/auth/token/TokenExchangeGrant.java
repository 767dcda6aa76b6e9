package dev.postern.auth.token;

import dev.postern.auth.apikey.ApiKeys;
import dev.postern.auth.client.Client;
import dev.postern.auth.client.GrantTypes;
import dev.postern.auth.oauth.OAuthRequest;
import dev.postern.common.auth.AuthError;
import dev.postern.common.key.ApiKey;
import dev.postern.common.key.OpaqueToken;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.settings.GuardConfig;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/**
 * Exchanges a client's API key for a short-lived access token (RFC 8693 §2), which is revoked with
 * the key. A subject token that is not accepted is an {@code invalid_request} (§2.2.2).
 */
@Singleton
class TokenExchangeGrant implements Grant {
  static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
  static final String API_KEY = "urn:postern:token-type:api-key";

  /** An API key is a token of this server, so either type may name it. */
  private static final Set<String> SUBJECT_TYPES = Set.of(API_KEY, ACCESS_TOKEN);

  private static final Set<String> ISSUED_TYPES =
      Set.of(ACCESS_TOKEN, "urn:ietf:params:oauth:token-type:jwt");

  /** A token that expires before the client reads it is of no use. */
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private final TokenIssuer tokens;
  private final ApiKeys keys;
  private final GuardConfig guard;
  private final TokenExchangeConfig config;
  private final InstantSource clock;

  TokenExchangeGrant(
      TokenIssuer tokens,
      ApiKeys keys,
      GuardConfig guard,
      TokenExchangeConfig config,
      InstantSource clock) {
    this.tokens = tokens;
    this.keys = keys;
    this.guard = guard;
    this.config = config;
    this.clock = clock;
  }

  @Override
  public String name() {
    return GrantTypes.TOKEN_EXCHANGE;
  }

  @Override
  public Uni<Granted> grant(Client client, OAuthRequest request) {
    String presented = request.mustGet("subject_token");
    if (!SUBJECT_TYPES.contains(request.mustGet("subject_token_type"))
        || request.get("requested_token_type").filter(t -> !ISSUED_TYPES.contains(t)).isPresent()
        || request.get("actor_token").or(() -> request.get("actor_token_type")).isPresent()) {
      throw new Refusal(
          AuthError.REQUEST_INVALID,
          "subject_token_type: %s. requested_token_type: %s. No actor_token."
              .formatted(API_KEY, ACCESS_TOKEN));
    }
    if (request.get("resource").or(() -> request.get("audience")).isPresent()) {
      throw new Refusal(AuthError.TARGET_INVALID);
    }
    Set<String> scopes = ClientCredentialsGrant.scopes(client, request.get("scope"));
    return OpaqueToken.parse(presented)
        .filter(token -> token.is(OpaqueToken.Kind.API_KEY, guard.environment()))
        .map(keys::findApiKey)
        .orElseGet(() -> Uni.createFrom().item(Optional.empty()))
        .map(found -> exchange(client, scopes, found));
  }

  private Granted exchange(Client client, Set<String> scopes, Optional<ApiKey> found) {
    Instant now = clock.instant();
    ApiKey key =
        found
            .filter(k -> k.clientId().equals(client.id()) && !k.isExpired(now.plus(SHORTEST)))
            .orElseThrow(
                () -> new Refusal(AuthError.REQUEST_INVALID, "subject_token is not accepted."));
    Duration rest =
        key.expiresAt().map(end -> Duration.between(now, end)).orElse(config.lifetime());
    IssuedToken token =
        tokens.accessToken(
            AccessGrant.of(client, scopes)
                .ofApiKey(key.id())
                .atMost(config.lifetime())
                .atMost(rest));
    return TokenAnswer.of(token, scopes, Optional.empty())
        .withIssuedTokenType(ACCESS_TOKEN)
        .granted(ClientCredentialsGrant.detail(token) + " for API key " + key.id());
  }
}
