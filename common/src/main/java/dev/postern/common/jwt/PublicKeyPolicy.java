package dev.postern.common.jwt;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import java.security.spec.NamedParameterSpec;
import java.util.Optional;
import org.jose4j.keys.EllipticCurves;

/**
 * Decides which public keys of clients are strong enough to verify signatures with, and with which
 * algorithm.
 */
final class PublicKeyPolicy {
  private static final int MIN_RSA_BITS = 2_048;
  private static final int MAX_RSA_BITS = 4_096;

  /**
   * A longer exponent costs more CPU time per verification; one as long as the modulus costs as
   * much as signing.
   */
  private static final int MAX_EXPONENT_BITS = 32;

  private static final BigInteger MIN_EXPONENT = BigInteger.valueOf(3);

  private PublicKeyPolicy() {}

  /**
   * The one algorithm for this key; empty if the key is too weak, too large, or of an unsupported
   * type.
   */
  static Optional<SigningAlgorithm> algorithm(PublicKey key) {
    return switch (key) {
      case ECPublicKey ec when isOnP256(ec) -> Optional.of(SigningAlgorithm.ES256);
      case RSAPublicKey rsa when isAcceptable(rsa) -> Optional.of(SigningAlgorithm.RS256);
      case EdECPublicKey ed when isEd25519(ed) -> Optional.of(SigningAlgorithm.EDDSA);
      default -> Optional.empty();
    };
  }

  /**
   * Compares all domain parameters: a forged curve may differ from P-256 in the generator alone.
   */
  private static boolean isOnP256(ECPublicKey key) {
    ECParameterSpec params = key.getParams();
    ECParameterSpec p256 = EllipticCurves.P256;
    return params.getCurve().equals(p256.getCurve())
        && params.getGenerator().equals(p256.getGenerator())
        && params.getOrder().equals(p256.getOrder())
        && params.getCofactor() == p256.getCofactor()
        && isOn(p256.getCurve(), key.getW());
  }

  /** Whether the point satisfies y² = x³ + ax + b over the curve's field (SEC 1 §2.2.1). */
  private static boolean isOn(EllipticCurve curve, ECPoint point) {
    BigInteger p = ((ECFieldFp) curve.getField()).getP();
    BigInteger x = point.getAffineX();
    BigInteger y = point.getAffineY();
    BigInteger right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB());
    return x.compareTo(p) < 0 && y.compareTo(p) < 0 && y.pow(2).mod(p).equals(right.mod(p));
  }

  private static boolean isAcceptable(RSAPublicKey key) {
    BigInteger modulus = key.getModulus();
    BigInteger exponent = key.getPublicExponent();
    return modulus.bitLength() >= MIN_RSA_BITS
        && modulus.bitLength() <= MAX_RSA_BITS
        && modulus.testBit(0)
        && exponent.testBit(0)
        && exponent.compareTo(MIN_EXPONENT) >= 0
        && exponent.bitLength() <= MAX_EXPONENT_BITS;
  }

  private static boolean isEd25519(EdECPublicKey key) {
    return key.getParams().getName().equals(NamedParameterSpec.ED25519.getName());
  }
}
