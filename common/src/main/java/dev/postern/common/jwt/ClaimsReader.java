package dev.postern.common.jwt;

import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.RevocationKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Validates the claims of a token whose signature has been verified, as RFC 9068 §2.2 and §4
 * require.
 *
 * <p>Every token must have {@code iss}, {@code exp}, {@code aud}, {@code sub}, {@code client_id},
 * {@code iat} and {@code jti}. A customer token must also have {@code channel} and {@code sid}.
 * Times are whole seconds. The first invalid claim throws {@link InvalidClaimException}.
 */
final class ClaimsReader {
  private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]+");

  private final String issuer;

  ClaimsReader(String issuer) {
    this.issuer = issuer;
  }

  VerifiedJwt read(JwtClaims claims, String kid, Instant now) throws InvalidClaimException {
    checkIssuer(claims);
    TokenKind kind = audience(claims);
    Instant issuedAt = claims.time("iat");
    Instant expiresAt = claims.time("exp");
    claims.checkNotBefore(now);
    if (!expiresAt.isAfter(issuedAt)) {
      throw new InvalidClaimException("exp is not after iat");
    }
    boolean isCustomerToken = kind == TokenKind.CUSTOMER;
    return new VerifiedJwt(
        kind,
        kid,
        claims.text("sub"),
        claims.text("client_id"),
        claims.text("jti"),
        issuedAt,
        expiresAt,
        scopes(claims),
        isCustomerToken ? Optional.of(claims.text("channel")) : Optional.empty(),
        isCustomerToken ? Optional.of(claims.text("sid")) : claims.textIfPresent("sid"),
        claims.textIfPresent("parent"),
        revocationKeys(claims, kid));
  }

  /** Computed once per token, so that a revocation check only costs look-ups. */
  private static List<RevocationKey> revocationKeys(JwtClaims claims, String kid)
      throws InvalidClaimException {
    List<RevocationKey> keys = new ArrayList<>();
    keys.add(RevocationKey.of(RevocationKind.TOKEN, claims.text("jti")));
    keys.add(RevocationKey.of(RevocationKind.SUBJECT, claims.text("sub")));
    keys.add(RevocationKey.of(RevocationKind.CLIENT, claims.text("client_id")));
    keys.add(RevocationKey.of(RevocationKind.SIGNING_KEY, kid));
    claims
        .textIfPresent("sid")
        .ifPresent(id -> keys.add(RevocationKey.of(RevocationKind.FAMILY, id)));
    claims
        .textIfPresent("parent")
        .ifPresent(id -> keys.add(RevocationKey.of(RevocationKind.API_KEY, id)));
    return List.copyOf(keys);
  }

  /** RFC 9068 §4: the issuer must match exactly, with no normalization. */
  private void checkIssuer(JwtClaims claims) throws InvalidClaimException {
    if (!claims.text("iss").equals(issuer)) {
      throw new InvalidClaimException("iss is another issuer");
    }
  }

  /**
   * RFC 9068 §4: the audience must identify this API. Postern issues and accepts exactly one
   * audience.
   */
  private TokenKind audience(JwtClaims claims) throws InvalidClaimException {
    return TokenKind.ofAudience(claims.text("aud"))
        .orElseThrow(() -> new InvalidClaimException("aud is another audience"));
  }

  /**
   * Scope values are space-delimited (RFC 6749 §3.3, RFC 9068 §2.2.3). A token without the claim
   * has no scope.
   */
  private Set<String> scopes(JwtClaims claims) throws InvalidClaimException {
    if (!claims.has("scope")) {
      return Set.of();
    }
    String list = claims.anyText("scope");
    Set<String> scopes = Set.copyOf(List.of(list.split(" ", -1)));
    if (!scopes.stream().allMatch(scope -> SCOPE.matcher(scope).matches())) {
      throw new InvalidClaimException("scope is malformed");
    }
    return scopes;
  }
}
