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
 * Proves a presented token (RFC 7515 §5.2, RFC 9068 §4).
 *
 * <p>A proven token is remembered under its SHA-256, claims only, so that proving it again costs a
 * hash; its time and its key are asked anew at every use. Fails if the issuer's keys were never
 * loaded: then nothing can be said of any token.
 */
public final class JwtVerifier {
  private final KeySource keys;
  private final ClaimsReader claims;
  private final InstantSource clock;
  private final Cache<ByteBuffer, VerifiedJwt> proven;

  public JwtVerifier(String issuer, KeySource keys, InstantSource clock, int maxRemembered) {
    this.keys = keys;
    this.claims = new ClaimsReader(issuer);
    this.clock = clock;
    this.proven = Caffeine.newBuilder().maximumSize(maxRemembered).build();
  }

  public Uni<Verification> verify(String compact, TokenKind wanted) {
    if (compact.length() > UnverifiedJwt.MAX_CHARS) {
      return invalid("too long");
    }
    ByteBuffer digest = sha256(compact);
    VerifiedJwt known = proven.getIfPresent(digest);
    if (known != null) {
      return keys.find(known.kid()).map(key -> recall(known, key, wanted));
    }
    return UnverifiedJwt.parse(compact, JwtForm.ACCESS_TOKEN)
        .flatMap(
            jwt -> jwt.kid().map(kid -> keys.find(kid).map(key -> prove(jwt, key, wanted, digest))))
        .orElseGet(() -> invalid("not of the form of a token"));
  }

  private Verification recall(VerifiedJwt known, Optional<VerificationKey> key, TokenKind wanted) {
    return key.isPresent() ? inItsTime(known, wanted) : new Invalid("its key is gone");
  }

  private Verification prove(
      UnverifiedJwt jwt, Optional<VerificationKey> key, TokenKind wanted, ByteBuffer digest) {
    if (key.isEmpty()) {
      return new Invalid("unknown kid");
    }
    if (key.get().algorithm() != jwt.algorithm()) {
      return new Invalid("alg is not the key's");
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
      proven.put(digest, verified);
      return inItsTime(verified, wanted);
    } catch (ClaimRefused refused) {
      return new Invalid(refused.why());
    }
  }

  private Verification inItsTime(VerifiedJwt token, TokenKind wanted) {
    if (token.kind() != wanted) {
      return new Invalid("a token of another kind");
    }
    Instant now = clock.instant();
    return token.isExpired(now) ? new Expired(token) : new Valid(token);
  }

  private static Uni<Verification> invalid(String why) {
    return Uni.createFrom().item(new Invalid(why));
  }

  private static ByteBuffer sha256(String compact) {
    return ByteBuffer.wrap(Digests.sha256(compact.getBytes(StandardCharsets.UTF_8)));
  }
}
