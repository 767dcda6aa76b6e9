package dev.postern.common.jwt;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;

/**
 * An issuer with one key per algorithm that signs any bytes, so that each test token is wrong in
 * one place and valid elsewhere.
 */
public final class TestIssuer {
  public static final String ISSUER = "https://auth.postern.test";
  public static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);

  private final Map<SigningAlgorithm, KeyPair> keys = new EnumMap<>(SigningAlgorithm.class);

  public TestIssuer() {
    keys.put(SigningAlgorithm.ES256, generate("EC", 256));
    keys.put(SigningAlgorithm.RS256, generate("RSA", 2048));
    keys.put(SigningAlgorithm.EDDSA, generate("Ed25519", 255));
  }

  public static String kid(SigningAlgorithm algorithm) {
    return "key-" + algorithm.name();
  }

  public PublicKey publicKey(SigningAlgorithm algorithm) {
    return pair(algorithm).getPublic();
  }

  /** A key source that publishes all keys of this issuer. */
  public MapKeySource keySource() {
    MapKeySource source = new MapKeySource();
    for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
      source.publish(new VerificationKey(kid(algorithm), algorithm, publicKey(algorithm)));
    }
    return source;
  }

  public static JsonText header(SigningAlgorithm algorithm) {
    return new JsonText()
        .string("alg", algorithm.jwsName())
        .string("typ", "at+jwt")
        .string("kid", kid(algorithm));
  }

  /** Claims of an access token that was issued one minute ago and expires in ten. */
  public static JsonText claims() {
    return new JsonText()
        .string("iss", ISSUER)
        .string("aud", "urn:postern:api")
        .string("sub", "client-a")
        .string("client_id", "client-a")
        .string("jti", "token-1")
        .raw("iat", String.valueOf(NOW.getEpochSecond() - 60))
        .raw("exp", String.valueOf(NOW.getEpochSecond() + 600))
        .string("scope", "profile:read customers:trace");
  }

  /** Claims of a customer token. */
  public static JsonText customerClaims() {
    return claims()
        .string("aud", "urn:postern:customer")
        .string("sub", "customer-1")
        .string("channel", "web")
        .string("sid", "session-1");
  }

  /** A token that is valid except for these claims. */
  public String token(JsonText claims) {
    return token(SigningAlgorithm.ES256, claims);
  }

  public String token(SigningAlgorithm algorithm, JsonText claims) {
    return sign(algorithm, header(algorithm).toString(), claims.toString());
  }

  /** A token that is valid except for this header. */
  public String tokenWithHeader(JsonText header) {
    return sign(SigningAlgorithm.ES256, header.toString(), claims().toString());
  }

  public String sign(SigningAlgorithm algorithm, String header, String claims) {
    return sign(algorithm, utf8(header), utf8(claims));
  }

  /** Signs any bytes. */
  public String sign(SigningAlgorithm algorithm, byte[] header, byte[] claims) {
    String signed = base64url(header) + "." + base64url(claims);
    String jcaName =
        switch (algorithm) {
          case ES256 -> "SHA256withECDSAinP1363Format";
          case RS256 -> "SHA256withRSA";
          case EDDSA -> "Ed25519";
        };
    return signed + "." + base64url(signature(jcaName, pair(algorithm).getPrivate(), signed));
  }

  /** An ES256 signature in DER (X.509), which RFC 7518 §3.4 does not allow. */
  byte[] derSignature(String signed) {
    return signature("SHA256withECDSA", pair(SigningAlgorithm.ES256).getPrivate(), signed);
  }

  static String base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private KeyPair pair(SigningAlgorithm algorithm) {
    KeyPair pair = keys.get(algorithm);
    if (pair == null) {
      throw new IllegalStateException("no key for " + algorithm);
    }
    return pair;
  }

  private static byte[] signature(String jcaName, PrivateKey key, String signed) {
    try {
      Signature signer = Signature.getInstance(jcaName);
      signer.initSign(key);
      signer.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signer.sign();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static KeyPair generate(String name, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(name);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
