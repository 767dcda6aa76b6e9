package dev.postern.auth.signingkey;

import dev.postern.common.jwt.SigningAlgorithm;
import dev.postern.common.jwt.VerificationKey;
import dev.postern.common.secret.Secret;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/** Generates key pairs, and reads the two halves back from a row. */
final class KeyCodec {
  private static final int RSA_BITS = 3072;

  private KeyCodec() {}

  static KeyPair generate(SigningAlgorithm algorithm) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(family(algorithm));
      switch (algorithm) {
        case ES256 -> generator.initialize(new ECGenParameterSpec("secp256r1"));
        case RS256 -> generator.initialize(RSA_BITS);
        case EDDSA -> {} // one size
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("cannot make a key for " + algorithm, impossible);
    }
  }

  static VerificationKey publicKey(SigningKeyEntity entity) {
    try {
      return new VerificationKey(
          entity.kid,
          entity.algorithm,
          KeyFactory.getInstance(family(entity.algorithm))
              .generatePublic(new X509EncodedKeySpec(entity.publicKey)));
    } catch (GeneralSecurityException damaged) {
      throw new IllegalStateException("public key " + entity.kid + " is damaged", damaged);
    }
  }

  static PrivateKey privateKey(SigningKeyEntity entity, Secret pkcs8) {
    try {
      return KeyFactory.getInstance(family(entity.algorithm))
          .generatePrivate(new PKCS8EncodedKeySpec(pkcs8.revealBytes()));
    } catch (GeneralSecurityException damaged) {
      throw new IllegalStateException("private key " + entity.kid + " is damaged", damaged);
    }
  }

  private static String family(SigningAlgorithm algorithm) {
    return switch (algorithm) {
      case ES256 -> "EC";
      case RS256 -> "RSA";
      case EDDSA -> "Ed25519";
    };
  }
}
