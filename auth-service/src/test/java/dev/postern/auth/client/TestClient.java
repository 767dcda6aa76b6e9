package dev.postern.auth.client;

import dev.postern.common.jwt.JwtForm;
import dev.postern.common.jwt.SigningAlgorithm;
import dev.postern.common.jwt.UnverifiedJwt;
import dev.postern.common.jwt.VerificationKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;

/** A client with an Ed25519 key. */
final class TestClient {
  static final String ID = "0b1f4a6e-7f43-4c1e-9a55-2f1a3c5d7e90";
  private final KeyPair pair;
  private final String kid;

  TestClient(String kid) {
    this.kid = kid;
    try {
      this.pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
  }

  VerificationKey key() {
    return new VerificationKey(kid, SigningAlgorithm.EDDSA, pair.getPublic());
  }

  /** The compact form, signed. */
  String sign(String header, String claims) {
    String signed =
        base64url(header.getBytes(StandardCharsets.UTF_8))
            + "."
            + base64url(claims.getBytes(StandardCharsets.UTF_8));
    try {
      Signature signer = Signature.getInstance("Ed25519");
      signer.initSign(pair.getPrivate());
      signer.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + base64url(signer.sign());
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Signed with a header that names no key. */
  String sign(String claims) {
    return sign("{\"alg\":\"EdDSA\"}", claims);
  }

  UnverifiedJwt assertion(String claims) {
    return UnverifiedJwt.parse(sign(claims), JwtForm.CLIENT_ASSERTION).orElseThrow();
  }

  UnverifiedJwt assertionNamingKey(String claims) {
    String header = "{\"alg\":\"Ed25519\",\"kid\":\"" + kid + "\"}";
    return UnverifiedJwt.parse(sign(header, claims), JwtForm.CLIENT_ASSERTION).orElseThrow();
  }

  private static String base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
