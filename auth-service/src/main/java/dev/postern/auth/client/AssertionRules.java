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
 * What an assertion must be to prove a client (RFC 7523 §3; OpenID Connect Core §9), narrowed: the
 * audience is the issuer and nothing else, the life is short, and there is a {@code jti}. Pure;
 * whether the assertion was used before is asked elsewhere.
 */
final class AssertionRules {

  /** What became of an assertion. */
  sealed interface Verdict {

    /** Signed by the client, for us, now; good if it has never been used before. */
    record Proven(String assertionId, Instant expiresAt) implements Verdict {}

    /**
     * No proof.
     *
     * @param why for the audit line; callers are not told
     */
    record Wrong(String why) implements Verdict {}
  }

  /** So the record of used assertions stays small, and a stolen one is soon worth nothing. */
  static final Duration LONGEST_LIFE = Duration.ofMinutes(10);

  private static final Pattern ASSERTION_ID = Pattern.compile("[ -~]{1,256}");

  private final String issuer;

  AssertionRules(String issuer) {
    this.issuer = issuer;
  }

  /**
   * @param keys all the client's
   */
  Verdict judge(
      UnverifiedJwt assertion, String clientId, Collection<VerificationKey> keys, Instant now) {
    if (!isSignedByOne(assertion, keys)) {
      return new Verdict.Wrong("bad signature, or no key of the client's");
    }
    Optional<JwtClaims> claims = assertion.claims();
    if (claims.isEmpty()) {
      return new Verdict.Wrong("claims are not strict JSON");
    }
    try {
      checkParties(claims.get(), clientId);
      Instant expiresAt = expiry(claims.get(), now);
      claims.get().checkNotBefore(now);
      return new Verdict.Proven(assertionId(claims.get()), expiresAt);
    } catch (InvalidClaimException invalid) {
      return new Verdict.Wrong(invalid.detail());
    }
  }

  /** RFC 7523 §3, 9. By the key that is named; with none named by any that the client has. */
  private static boolean isSignedByOne(UnverifiedJwt assertion, Collection<VerificationKey> keys) {
    return keys.stream()
        .filter(key -> assertion.kid().map(key.kid()::equals).orElse(true))
        .anyMatch(assertion::isSignedBy);
  }

  /** RFC 7523 §3, 1 to 3: from the client, about the client, to us alone. */
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

  /** RFC 7523 §3, 4. At the very instant of {@code exp} it has expired. */
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
