package dev.postern.common.jwt;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.postern.common.jwt.Verification.Expired;
import dev.postern.common.jwt.Verification.Invalid;
import dev.postern.common.jwt.Verification.Valid;
import dev.postern.common.secret.Digests;
import io.smallrye.mutiny.Uni;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Verifies a presented token (RFC 7515 §5.2, RFC 9068 §4).
 *
 * <p>The outcome is a {@link Verification}. The {@code Uni} fails during an outage, that is, if the
 * issuer's keys were never loaded.
 *
 * <p>The claims of a verified token are cached under the token's SHA-256, so verifying it again
 * costs one hash. Its expiry and its signing key are checked on every call.
 */
public final class JwtVerifier {
  private final KeySource keys;
  private final ClaimsReader claims;
  private final InstantSource clock;
  private final Cache<ByteBuffer, VerifiedJwt> verifiedTokens;

  public JwtVerifier(String issuer, KeySource keys, InstantSource clock, int maxCachedTokens) {
    this.keys = keys;
    this.claims = new ClaimsReader(issuer);
    this.clock = clock;
    this.verifiedTokens = Caffeine.newBuilder().maximumSize(maxCachedTokens).build();
  }

  public Uni<Verification> verify(String compact, TokenKind wanted) {
    if (compact.length() > UnverifiedJwt.MAX_CHARS) {
      return invalid("the token is too long");
    }
    ByteBuffer digest = sha256(compact);
    VerifiedJwt cached = verifiedTokens.getIfPresent(digest);
    if (cached != null) {
      return keys.find(cached.kid()).map(key -> verifyCached(cached, key, wanted));
    }
    return UnverifiedJwt.parse(compact, JwtForm.ACCESS_TOKEN)
        .flatMap(
            jwt ->
                jwt.kid()
                    .map(kid -> keys.find(kid).map(key -> verifyParsed(jwt, key, wanted, digest))))
        .orElseGet(() -> invalid("not a well-formed access token"));
  }

  private Verification verifyCached(
      VerifiedJwt cached, Optional<VerificationKey> key, TokenKind wanted) {
    return key.isPresent()
        ? checkKindAndExpiry(cached, wanted)
        : new Invalid("the signing key is no longer published");
  }

  private Verification verifyParsed(
      UnverifiedJwt jwt, Optional<VerificationKey> key, TokenKind wanted, ByteBuffer digest) {
    if (key.isEmpty()) {
      return new Invalid("unknown kid");
    }
    if (key.get().algorithm() != jwt.algorithm()) {
      return new Invalid("alg does not match the key");
    }
    if (!jwt.algorithm().verifies(key.get().publicKey(), jwt.signed(), jwt.signature())) {
      return new Invalid("bad signature");
    }
    return jwt.claims()
        .map(read -> readClaims(read, key.get().kid(), wanted, digest))
        .orElseGet(() -> new Invalid("claims are not strict JSON"));
  }

  private Verification readClaims(JwtClaims read, String kid, TokenKind wanted, ByteBuffer digest) {
    try {
      VerifiedJwt verified = claims.read(read, kid, clock.instant());
      verifiedTokens.put(digest, verified);
      return checkKindAndExpiry(verified, wanted);
    } catch (InvalidClaimException invalid) {
      return new Invalid(invalid.detail());
    }
  }

  private Verification checkKindAndExpiry(VerifiedJwt token, TokenKind wanted) {
    if (token.kind() != wanted) {
      return new Invalid("the audience is of another token kind");
    }
    Instant now = clock.instant();
    return token.isExpired(now) ? new Expired(token) : new Valid(token);
  }

  private static Uni<Verification> invalid(String detail) {
    return Uni.createFrom().item(new Invalid(detail));
  }

  private static ByteBuffer sha256(String compact) {
    return ByteBuffer.wrap(Digests.sha256(compact.getBytes(StandardCharsets.UTF_8)));
  }
}
