package dev.postern.common.jwt;

import java.security.PublicKey;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/**
 * Reads and writes the issuer's public keys as a JWK set (RFC 7517 §5).
 *
 * <p>auth-service publishes the set; every verifier reads it.
 */
public final class JwkSet {
  private JwkSet() {}

  /** Writes the document served at {@code /.well-known/jwks.json}. It holds public members only. */
  public static String write(List<VerificationKey> keys) {
    List<JsonWebKey> webKeys =
        keys.stream()
            .sorted(Comparator.comparing(VerificationKey::kid))
            .map(JwkSet::toJwk)
            .toList();
    return new JsonWebKeySet(webKeys).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
  }

  /**
   * Returns the signature keys of the document by {@code kid}. Keys for another use or with an
   * unsupported algorithm are skipped.
   *
   * @throws IllegalArgumentException if the document is not a JWK set
   */
  public static Map<String, VerificationKey> read(String document) {
    try {
      return new JsonWebKeySet(document)
          .getJsonWebKeys().stream()
              .flatMap(jwk -> ofJwk(jwk).stream())
              .collect(Collectors.toUnmodifiableMap(VerificationKey::kid, Function.identity()));
    } catch (JoseException | IllegalStateException | ClassCastException malformed) {
      throw new IllegalArgumentException("not a JWK set", malformed);
    }
  }

  private static Optional<VerificationKey> ofJwk(JsonWebKey jwk) {
    boolean forSignatures = jwk.getUse() == null || jwk.getUse().equals("sig");
    if (!forSignatures || jwk.getKeyId() == null || jwk.getAlgorithm() == null) {
      return Optional.empty();
    }
    return SigningAlgorithm.ofJwsName(jwk.getAlgorithm())
        .filter(algorithm -> jwk.getKey() instanceof PublicKey)
        .map(a -> new VerificationKey(jwk.getKeyId(), a, (PublicKey) jwk.getKey()));
  }

  private static JsonWebKey toJwk(VerificationKey key) {
    try {
      PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(key.publicKey());
      jwk.setKeyId(key.kid());
      jwk.setAlgorithm(key.algorithm().jwsName());
      jwk.setUse("sig");
      return jwk;
    } catch (JoseException impossible) {
      throw new IllegalStateException("a supported public key has no JWK form", impossible);
    }
  }
}
