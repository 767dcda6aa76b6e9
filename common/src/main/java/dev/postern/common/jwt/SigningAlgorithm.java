package dev.postern.common.jwt;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.Optional;

/**
 * The JWS signature algorithms that Postern signs with and accepts (RFC 7518 §3.1, RFC 8037 §3.1).
 */
public enum SigningAlgorithm {
  ES256("ES256", "SHA256withECDSAinP1363Format"),
  RS256("RS256", "SHA256withRSA"),
  EDDSA("EdDSA", "Ed25519");

  private final String jwsName;
  private final String jcaName;

  SigningAlgorithm(String jwsName, String jcaName) {
    this.jwsName = jwsName;
    this.jcaName = jcaName;
  }

  /** The value of the {@code alg} header parameter, case-sensitive. */
  public String jwsName() {
    return jwsName;
  }

  public static Optional<SigningAlgorithm> ofJwsName(String name) {
    return Arrays.stream(values()).filter(a -> a.jwsName.equals(name)).findFirst();
  }

  /**
   * Like {@link #ofJwsName}, and also accepts the fully specified name {@code Ed25519} (RFC 9864
   * §2.2).
   */
  static Optional<SigningAlgorithm> ofAnyJwsName(String name) {
    return name.equals("Ed25519") ? Optional.of(EDDSA) : ofJwsName(name);
  }

  /**
   * Whether the signature over these bytes was made with the key. A signature of the wrong format
   * or length, or with r or s out of range, does not verify and does not throw.
   */
  boolean verifies(PublicKey key, byte[] signed, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(jcaName);
      verifier.initVerify(key);
      verifier.update(signed);
      return verifier.verify(signature);
    } catch (GeneralSecurityException notThisKeys) {
      return false;
    }
  }
}
