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
 * Reads the claims of a token whose signature has been proven, as RFC 9068 §2.2 and §4 want them.
 *
 * <p>Required: {@code iss exp aud sub client_id iat jti}; of customer tokens {@code channel} and
 * {@code sid} too. Times are whole seconds. Throws {@link ClaimRefused} at the first that is wrong.
 */
final class ClaimsReader {
  private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]+");

  private final String issuer;

  ClaimsReader(String issuer) {
    this.issuer = issuer;
  }

  VerifiedJwt read(JwtClaims claims, String kid, Instant now) throws ClaimRefused {
    checkIssuer(claims);
    TokenKind kind = audience(claims);
    Instant issuedAt = claims.time("iat");
    Instant expiresAt = claims.time("exp");
    claims.checkStarted(now);
    if (!expiresAt.isAfter(issuedAt)) {
      throw new ClaimRefused("exp is not after iat");
    }
    boolean customers = kind == TokenKind.CUSTOMER;
    return new VerifiedJwt(
        kind,
        kid,
        claims.text("sub"),
        claims.text("client_id"),
        claims.text("jti"),
        issuedAt,
        expiresAt,
        scopes(claims),
        customers ? Optional.of(claims.text("channel")) : Optional.empty(),
        customers ? Optional.of(claims.text("sid")) : claims.textIfPresent("sid"),
        claims.textIfPresent("parent"),
        eventKeys(claims, kid));
  }

  /** Made once for a token, so that asking whether it was revoked costs look-ups only. */
  private static List<RevocationKey> eventKeys(JwtClaims claims, String kid) throws ClaimRefused {
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

  /** RFC 9068 §4: "iss" must match exactly. */
  private void checkIssuer(JwtClaims claims) throws ClaimRefused {
    if (!claims.text("iss").equals(issuer)) {
      throw new ClaimRefused("iss is another issuer");
    }
  }

  /** RFC 9068 §4: "aud" must name us. Postern writes one audience, and reads one. */
  private TokenKind audience(JwtClaims claims) throws ClaimRefused {
    return TokenKind.ofAudience(claims.text("aud"))
        .orElseThrow(() -> new ClaimRefused("aud is another audience"));
  }

  /** RFC 9068 §2.2.3 and RFC 6749 §3.3; no claim is no scope. */
  private Set<String> scopes(JwtClaims claims) throws ClaimRefused {
    if (!claims.has("scope")) {
      return Set.of();
    }
    String list = claims.anyText("scope");
    Set<String> scopes = Set.copyOf(List.of(list.split(" ", -1)));
    if (!scopes.stream().allMatch(scope -> SCOPE.matcher(scope).matches())) {
      throw new ClaimRefused("scope is malformed");
    }
    return scopes;
  }
}
