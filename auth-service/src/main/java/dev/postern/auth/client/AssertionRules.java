package dev.postern.auth.client;

import dev.postern.common.jwt.InvalidClaimException;
import dev.postern.common.jwt.JwtClaims;
import dev.postern.common.jwt.UnverifiedJwt;
import dev.postern.common.jwt.VerificationKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The rules for an assertion that authenticates a client (RFC 7523 §3; OpenID Connect Core §9),
 * narrowed: the issuer is the only audience, the lifetime is short, and a {@code jti} is required.
 * Pure; {@link UsedAssertions} finds whether the assertion was used before.
 */
final class AssertionRules {
  /** A short bound keeps the record of used assertions small, and a stolen one of little use. */
  static final Duration LONGEST_LIFE = Duration.ofMinutes(10);

  private static final Pattern ASSERTION_ID = Pattern.compile("[ -~]{1,256}");

  private final String issuer;

  AssertionRules(String issuer) {
    this.issuer = issuer;
  }

  /**
   * @param keys all keys of the client
   */
  AssertionVerdict judge(
      UnverifiedJwt assertion, String clientId, Collection<VerificationKey> keys, Instant now) {
    if (!isSignedByClient(assertion, keys)) {
      return new AssertionVerdict.Rejected("bad signature, or no key of the client's");
    }
    Optional<JwtClaims> claims = assertion.claims();
    if (claims.isEmpty()) {
      return new AssertionVerdict.Rejected("claims are not strict JSON");
    }
    try {
      checkParties(claims.get(), clientId);
      Instant expiresAt = expiry(claims.get(), now);
      claims.get().checkNotBefore(now);
      return new AssertionVerdict.Accepted(assertionId(claims.get()), expiresAt);
    } catch (InvalidClaimException invalid) {
      return new AssertionVerdict.Rejected(invalid.detail());
    }
  }

  /** RFC 7523 §3, 9. Signed by the key that {@code kid} names, or without {@code kid} by any. */
  private static boolean isSignedByClient(
      UnverifiedJwt assertion, Collection<VerificationKey> keys) {
    return keys.stream()
        .filter(key -> assertion.kid().map(key.kid()::equals).orElse(true))
        .anyMatch(assertion::isSignedBy);
  }

  /** RFC 7523 §3, 1 to 3: issuer and subject are the client, the audience is this service. */
  private void checkParties(JwtClaims claims, String clientId) throws InvalidClaimException {
    if (!claims.text("iss").equals(clientId)) {
      throw new InvalidClaimException("iss is not the client");
    }
    if (!claims.text("sub").equals(clientId)) {
      throw new InvalidClaimException("sub is not the client");
    }
    if (!claims.onlyAudience().equals(issuer)) {
      throw new InvalidClaimException("aud is not the issuer");
    }
  }

  /** RFC 7523 §3, 4. At the instant {@code exp} the assertion is expired. */
  private static Instant expiry(JwtClaims claims, Instant now) throws InvalidClaimException {
    Instant expiresAt = claims.time("exp");
    if (!expiresAt.isAfter(now)) {
      throw new InvalidClaimException("exp is over");
    }
    if (expiresAt.isAfter(now.plus(LONGEST_LIFE))) {
      throw new InvalidClaimException("exp is too far ahead");
    }
    return expiresAt;
  }

  /** RFC 7523 §3, 7. */
  private static String assertionId(JwtClaims claims) throws InvalidClaimException {
    String assertionId = claims.text("jti");
    if (!ASSERTION_ID.matcher(assertionId).matches()) {
      throw new InvalidClaimException("jti is not printable ASCII");
    }
    return assertionId;
  }
}
