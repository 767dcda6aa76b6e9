package dev.postern.auth.token;

import dev.postern.auth.client.Client;
import dev.postern.auth.signingkey.SigningKeys;
import dev.postern.common.jwt.TokenKind;
import dev.postern.common.secret.Secret;
import dev.postern.common.transport.GuardConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Makes access tokens and customer tokens (RFC 9068 §2.2). No row is written for one. */
@Singleton
public class TokenIssuer {

  /** {@code postern.customer-token.lifetime}. */
  @ConfigMapping(prefix = "postern.customer-token")
  interface Config {
    @WithDefault("900s")
    Duration lifetime();
  }

  private final SigningKeys keys;
  private final GuardConfig guard;
  private final Config config;
  private final InstantSource clock;

  TokenIssuer(SigningKeys keys, GuardConfig guard, Config config, InstantSource clock) {
    this.keys = keys;
    this.guard = guard;
    this.config = config;
    this.clock = clock;
  }

  /** The client's own token: it stands for nobody else, so its subject is the client. */
  public IssuedToken accessToken(Client client, Set<String> scopes) {
    Map<String, Object> claims = new HashMap<>();
    claims.put("scope", String.join(" ", scopes));
    return issue(TokenKind.ACCESS, client.id(), client.id(), client.tokenLifetime(), claims);
  }

  /**
   * The token of a customer who has been recognised.
   *
   * @param clientId the service that recognised the customer
   */
  public IssuedToken customerToken(
      String clientId, String customerId, String channel, String sessionId) {
    Map<String, Object> claims = new HashMap<>();
    claims.put("channel", channel);
    claims.put("sid", sessionId);
    return issue(TokenKind.CUSTOMER, clientId, customerId, config.lifetime(), claims);
  }

  private IssuedToken issue(
      TokenKind kind,
      String clientId,
      String subject,
      Duration lifetime,
      Map<String, Object> claims) {
    Instant now = clock.instant();
    Instant expiresAt = now.truncatedTo(ChronoUnit.SECONDS).plus(lifetime);
    String tokenId = UUID.randomUUID().toString();
    claims.put("iss", guard.issuer());
    claims.put("aud", kind.audience());
    claims.put("sub", subject);
    claims.put("client_id", clientId);
    claims.put("jti", tokenId);
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", expiresAt.getEpochSecond());
    return new IssuedToken(Secret.of(keys.sign(claims)), tokenId, now, expiresAt);
  }
}
