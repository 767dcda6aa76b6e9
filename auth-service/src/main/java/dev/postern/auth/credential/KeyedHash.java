package dev.postern.auth.credential;

import dev.postern.common.secret.Digests;
import dev.postern.common.secret.Secret;
import jakarta.inject.Singleton;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * HMAC-SHA-256 over a credential's SHA-256, keyed with a pepper that the database does not hold.
 *
 * <p>A credential has 256 bits of entropy, so a slow hash would add cost and no security.
 */
@Singleton
public class KeyedHash {
  private static final int LEAST_PEPPER_BYTES = 32;
  private static final StoredDigest NONE = new StoredDigest(0, new byte[Digests.BYTES]);

  private final TreeMap<Integer, Secret> peppers = new TreeMap<>();

  /**
   * @throws IllegalStateException if there is no pepper, or one is too short
   */
  KeyedHash(PepperConfig config) {
    config.peppers().forEach((version, pepper) -> peppers.put(version, decode(version, pepper)));
    if (peppers.isEmpty()) {
      throw new IllegalStateException("set postern.peppers.1 to 32 random bytes in base64");
    }
  }

  /** What to store of a credential, under the newest pepper. */
  public StoredDigest store(byte[] sha256) {
    Map.Entry<Integer, Secret> newest = peppers.lastEntry();
    return new StoredDigest(newest.getKey(), Digests.hmacSha256(newest.getValue(), sha256));
  }

  /** Compares in the same time whether a digest is stored or not, and wherever the two differ. */
  public boolean matches(Optional<StoredDigest> stored, byte[] sha256) {
    StoredDigest expected = stored.orElse(NONE);
    Secret pepper = peppers.get(expected.pepperVersion());
    Secret used = pepper == null ? peppers.firstEntry().getValue() : pepper;
    boolean equal = Digests.areEqual(Digests.hmacSha256(used, sha256), expected.digest());
    return equal && stored.isPresent() && pepper != null;
  }

  private static Secret decode(int version, String base64) {
    byte[] pepper = Base64.getDecoder().decode(base64);
    if (pepper.length < LEAST_PEPPER_BYTES) {
      throw new IllegalStateException(
          "postern.peppers." + version + " is shorter than " + LEAST_PEPPER_BYTES + " bytes");
    }
    return Secret.of(pepper);
  }
}
