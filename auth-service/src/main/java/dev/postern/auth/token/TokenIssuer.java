package dev.postern.auth.token;

import dev.postern.auth.signingkey.SigningKeys;
import dev.postern.common.jwt.TokenKind;
import dev.postern.common.revocation.RevocationEntry;
import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.RevocationState;
import dev.postern.common.secret.Secret;
import dev.postern.common.settings.GuardConfig;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Issues access tokens and customer tokens (RFC 9068 §2.2). No row is written for a token. */
@Singleton
public class TokenIssuer {
  /** An hour less than revocations are kept: some tokens are dated ahead, and clocks differ. */
  private static final Duration LONGEST = RevocationEntry.REMEMBERED_FOR.minusHours(1);

  private record Bearer(String clientId, String subject) {}

  private final SigningKeys keys;
  private final RevocationState events;
  private final GuardConfig guard;
  private final CustomerTokenConfig config;
  private final InstantSource clock;

  TokenIssuer(
      SigningKeys keys,
      RevocationState events,
      GuardConfig guard,
      CustomerTokenConfig config,
      InstantSource clock) {
    if (config.lifetime().compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "postern.customer-token.lifetime: at most "
              + LONGEST
              + ", as long as revocations are remembered");
    }
    this.keys = keys;
    this.events = events;
    this.guard = guard;
    this.config = config;
    this.clock = clock;
  }

  /** A token that the client uses for itself, so its subject is the client. */
  IssuedToken accessToken(AccessGrant grant) {
    Map<String, Object> claims = new HashMap<>();
    claims.put("scope", String.join(" ", grant.scopes()));
    grant.family().ifPresent(id -> claims.put("sid", id.toString()));
    grant.apiKeyId().ifPresent(id -> claims.put("parent", id));
    String clientId = grant.client().id();
    return issue(TokenKind.ACCESS, new Bearer(clientId, clientId), grant.lifetime(), claims);
  }

  /**
   * A token of an authenticated customer.
   *
   * @param clientId the service that authenticated the customer
   */
  IssuedToken customerToken(String clientId, CustomerGrant grant) {
    Map<String, Object> claims = new HashMap<>();
    claims.put("channel", grant.channel());
    claims.put("sid", grant.sessionId());
    Duration lifetime =
        grant.longest().filter(l -> l.compareTo(config.lifetime()) < 0).orElse(config.lifetime());
    return issue(TokenKind.CUSTOMER, new Bearer(clientId, grant.customerId()), lifetime, claims);
  }

  private IssuedToken issue(
      TokenKind kind, Bearer bearer, Duration lifetime, Map<String, Object> claims) {
    Instant now = clock.instant();
    Instant issuedAt = afterRevocations(bearer, now.truncatedTo(ChronoUnit.SECONDS));
    Instant expiresAt = now.truncatedTo(ChronoUnit.SECONDS).plus(lifetime);
    String tokenId = UUID.randomUUID().toString();
    claims.put("iss", guard.issuer());
    claims.put("aud", kind.audience());
    claims.put("sub", bearer.subject());
    claims.put("client_id", bearer.clientId());
    claims.put("jti", tokenId);
    claims.put("iat", issuedAt.getEpochSecond());
    claims.put("exp", expiresAt.getEpochSecond());
    Instant begin = issuedAt.isAfter(now) ? issuedAt : now;
    return new IssuedToken(Secret.of(keys.sign(claims)), tokenId, begin, expiresAt);
  }

  /**
   * A token issued in the second of a revocation is dated to the next second, which the verifiers'
   * tolerance for clocks allows.
   */
  private Instant afterRevocations(Bearer bearer, Instant second) {
    return events.firstAlive(
        second,
        RevocationKey.of(RevocationKind.SUBJECT, bearer.subject()),
        RevocationKey.of(RevocationKind.CLIENT, bearer.clientId()));
  }
}
