package dev.postern.common.jwt;

import static dev.postern.common.jwt.SigningAlgorithm.EDDSA;
import static dev.postern.common.jwt.SigningAlgorithm.ES256;
import static dev.postern.common.jwt.SigningAlgorithm.RS256;
import static dev.postern.common.jwt.TestIssuer.base64url;
import static dev.postern.common.jwt.TestIssuer.claims;
import static dev.postern.common.jwt.TestIssuer.header;
import static dev.postern.common.jwt.TestIssuer.kid;
import static dev.postern.common.jwt.TestIssuer.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks through the signature: threats 1 and 4. Every token is valid except for the attack. */
class JwtSignatureAttackTest {
  private static final TestIssuer ISSUER = new TestIssuer();

  /** The order of the curve P-256 (SEC 2 §2.4.2). */
  private static final BigInteger N =
      new BigInteger("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", 16);

  private TestVerifier verifier;

  @BeforeEach
  void createVerifier() {
    verifier = new TestVerifier(ISSUER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HS256", "RS256"})
  void threat1Hs256KeyedWithOurPublicKeyIsRefused(String claimedAlgorithm)
      throws GeneralSecurityException {
    VerificationKey key = new VerificationKey(kid(RS256), RS256, ISSUER.publicKey(RS256));
    byte[] der = key.publicKey().getEncoded();
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
            + "\n-----END PUBLIC KEY-----";
    String jwkSet = JwkSet.write(List.of(key));
    String jwk = jwkSet.substring(jwkSet.indexOf('[') + 1, jwkSet.lastIndexOf(']'));
    String signed =
        base64url(utf8(header(RS256).string("alg", claimedAlgorithm).toString()))
            + "."
            + base64url(utf8(claims().toString()));

    for (byte[] secret : List.of(der, utf8(pem), utf8(pem + "\n"), utf8(jwk), utf8(jwkSet))) {
      verifier.assertRefused(signed + "." + base64url(hmacSha256(secret, signed)));
    }
  }

  @Test
  void threat1SignatureOfAnotherTokenIsRefused() {
    String good = ISSUER.token(claims());
    String richer = ISSUER.token(claims().string("scope", "admin"));

    verifier.assertRefusedBecause(
        "bad signature", withoutSignature(richer) + good.substring(good.lastIndexOf('.') + 1));
  }

  @Test
  void threat1KeyUsedWithAnotherAlgorithmIsRefused() {
    verifier.assertRefusedBecause(
        "alg does not match the key",
        ISSUER.sign(
            EDDSA, header(EDDSA).string("kid", kid(ES256)).toString(), claims().toString()));
  }

  @Test
  void threat4Es256WithROrSOutOfRangeIsRefused() {
    BigInteger zero = BigInteger.ZERO;
    BigInteger one = BigInteger.ONE;
    BigInteger most = one.shiftLeft(256).subtract(one);

    for (BigInteger wrong : List.of(zero, N, N.add(one), most)) {
      verifier.assertRefusedBecause("bad signature", withSignature(rAndS(wrong, wrong)));
      verifier.assertRefusedBecause("bad signature", withSignature(rAndS(wrong, one)));
      verifier.assertRefusedBecause("bad signature", withSignature(rAndS(one, wrong)));
    }
  }

  @Test
  void threat4Es256WithSPlusTheCurveOrderIsRefused() {
    String good = ISSUER.token(claims());
    byte[] signature = Base64.getUrlDecoder().decode(good.substring(good.lastIndexOf('.') + 1));
    BigInteger r = new BigInteger(1, Arrays.copyOf(signature, 32));
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
    byte[] longer = new byte[66];
    writeInteger(r, longer, 0, 33);
    writeInteger(s.add(N), longer, 33, 33);

    verifier.assertAccepted(good);
    verifier.assertRefusedBecause("bad signature", withoutSignature(good) + base64url(longer));
  }

  @Test
  void threat4Es256InDerFormIsRefused() {
    String good = ISSUER.token(claims());
    byte[] der = ISSUER.derSignature(good.substring(0, good.lastIndexOf('.')));

    verifier.assertRefusedBecause("bad signature", withSignature(der));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 32, 63, 65, 96, 128})
  void threat4Es256SignatureOfAnotherLengthIsRefused(int bytes) {
    String good = ISSUER.token(claims());
    byte[] signature = Base64.getUrlDecoder().decode(good.substring(good.lastIndexOf('.') + 1));

    verifier.assertRefusedBecause(
        "bad signature", withoutSignature(good) + base64url(Arrays.copyOf(signature, bytes)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 64, 65, 256})
  void threat4RandomSignaturesAreRefusedWithoutException(int bytes) {
    Random random = new Random(bytes);
    for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
      byte[] signed = utf8("signed");
      for (int round = 0; round < 200; round++) {
        byte[] signature = new byte[bytes];
        random.nextBytes(signature);
        assertThat(algorithm.verifies(ISSUER.publicKey(algorithm), signed, signature)).isFalse();
      }
    }
  }

  private static String withSignature(byte[] signature) {
    return withoutSignature(ISSUER.token(claims())) + base64url(signature);
  }

  /** The JWS signing input and the dot after it. */
  private static String withoutSignature(String token) {
    return token.substring(0, token.lastIndexOf('.') + 1);
  }

  private static byte[] rAndS(BigInteger r, BigInteger s) {
    byte[] signature = new byte[64];
    writeInteger(r, signature, 0, 32);
    writeInteger(s, signature, 32, 32);
    return signature;
  }

  private static void writeInteger(BigInteger number, byte[] into, int offset, int length) {
    for (int i = 0; i < length; i++) {
      into[offset + length - 1 - i] = number.shiftRight(8 * i).byteValue();
    }
  }

  private static byte[] hmacSha256(byte[] secret, String signed) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret, "HmacSHA256"));
    return mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
  }
}
