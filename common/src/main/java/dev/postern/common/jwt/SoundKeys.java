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

/** Which public keys of others are good enough to verify by, and with which algorithm. */
final class SoundKeys {
  private static final int LEAST_RSA_BITS = 2_048;
  private static final int MOST_RSA_BITS = 4_096;

  /** A public exponent as long as the modulus would make verifying as dear as signing. */
  private static final int MOST_EXPONENT_BITS = 32;

  private static final BigInteger LEAST_EXPONENT = BigInteger.valueOf(3);

  private SoundKeys() {}

  /** The one algorithm this key is for; nothing if it is too weak, too big, or of another sort. */
  static Optional<SigningAlgorithm> algorithm(PublicKey key) {
    return switch (key) {
      case ECPublicKey ec when isOnP256(ec) -> Optional.of(SigningAlgorithm.ES256);
      case RSAPublicKey rsa when isSound(rsa) -> Optional.of(SigningAlgorithm.RS256);
      case EdECPublicKey ed when isEd25519(ed) -> Optional.of(SigningAlgorithm.EDDSA);
      default -> Optional.empty();
    };
  }

  /** By all its parameters: a curve may be P-256 in all but its generator. */
  private static boolean isOnP256(ECPublicKey key) {
    ECParameterSpec its = key.getParams();
    ECParameterSpec p256 = EllipticCurves.P256;
    return its.getCurve().equals(p256.getCurve())
        && its.getGenerator().equals(p256.getGenerator())
        && its.getOrder().equals(p256.getOrder())
        && its.getCofactor() == p256.getCofactor()
        && isOn(p256.getCurve(), key.getW());
  }

  /** y² = x³ + ax + b over the curve's field (SEC 1 §2.2.1). */
  private static boolean isOn(EllipticCurve curve, ECPoint point) {
    BigInteger p = ((ECFieldFp) curve.getField()).getP();
    BigInteger x = point.getAffineX();
    BigInteger y = point.getAffineY();
    BigInteger right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB());
    return x.compareTo(p) < 0 && y.compareTo(p) < 0 && y.pow(2).mod(p).equals(right.mod(p));
  }

  private static boolean isSound(RSAPublicKey key) {
    BigInteger modulus = key.getModulus();
    BigInteger exponent = key.getPublicExponent();
    return modulus.bitLength() >= LEAST_RSA_BITS
        && modulus.bitLength() <= MOST_RSA_BITS
        && modulus.testBit(0)
        && exponent.testBit(0)
        && exponent.compareTo(LEAST_EXPONENT) >= 0
        && exponent.bitLength() <= MOST_EXPONENT_BITS;
  }

  private static boolean isEd25519(EdECPublicKey key) {
    return key.getParams().getName().equals(NamedParameterSpec.ED25519.getName());
  }
}
