package dev.postern.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.common.jwt.JwkSet;
import dev.postern.common.jwt.SigningAlgorithm;
import dev.postern.common.jwt.VerificationKey;
import dev.postern.stack.PrivateFiles;
import dev.postern.stack.Service;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A client that authenticates with a key of its own (private_key_jwt). */
public record SigningClient(String id, SigningAlgorithm algorithm, KeyPair pair) {
  public static final String KID = "key-1";
  private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  public static SigningClient byJwks(SigningAlgorithm algorithm) {
    KeyPair pair = generate(algorithm);
    return register(algorithm, pair, "jwks", jwks(algorithm, pair));
  }

  public static SigningClient byPem(SigningAlgorithm algorithm) {
    KeyPair pair = generate(algorithm);
    return register(algorithm, pair, "public_key", pem(pair));
  }

  public static JsonNode jwks(SigningAlgorithm algorithm, KeyPair pair) {
    try {
      VerificationKey key = new VerificationKey(KID, algorithm, pair.getPublic());
      return PrivateFiles.JSON.readTree(JwkSet.write(List.of(key)));
    } catch (java.io.IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  public static String pem(KeyPair pair) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  public static KeyPair generate(SigningAlgorithm algorithm) {
    try {
      return switch (algorithm) {
        case ES256 -> {
          KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
          generator.initialize(new ECGenParameterSpec("secp256r1"));
          yield generator.generateKeyPair();
        }
        case RS256 -> {
          KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
          generator.initialize(2048);
          yield generator.generateKeyPair();
        }
        case EDDSA -> KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      };
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Valid claims of a new assertion. */
  public Map<String, Object> claims() {
    Map<String, Object> claims = new HashMap<>();
    claims.put("iss", id);
    claims.put("sub", id);
    claims.put("aud", TestStack.url(Service.AUTH));
    claims.put("exp", Instant.now().getEpochSecond() + 60);
    claims.put("iat", Instant.now().getEpochSecond());
    claims.put("jti", UUID.randomUUID().toString());
    return claims;
  }

  /** The same but for one claim. */
  public Map<String, Object> claimsWith(String claim, Object value) {
    Map<String, Object> claims = claims();
    claims.put(claim, value);
    return claims;
  }

  public Map<String, Object> header() {
    return new HashMap<>(Map.of("alg", algorithm.jwsName()));
  }

  public String sign(Map<String, Object> claims) {
    return sign(header(), claims);
  }

  public String sign(Map<String, Object> header, Map<String, Object> claims) {
    String signed = signingInput(header, claims);
    String jcaName =
        switch (algorithm) {
          case ES256 -> "SHA256withECDSAinP1363Format";
          case RS256 -> "SHA256withRSA";
          case EDDSA -> "Ed25519";
        };
    try {
      Signature signer = Signature.getInstance(jcaName);
      signer.initSign(pair.getPrivate());
      signer.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + base64url(signer.sign());
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
  }

  public static String signingInput(Map<String, Object> header, Map<String, Object> claims) {
    return base64url(Operator.json(header).getBytes(StandardCharsets.UTF_8))
        + "."
        + base64url(Operator.json(claims).getBytes(StandardCharsets.UTF_8));
  }

  public static String base64url(byte[] octets) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }

  /** Requests a token with this assertion. */
  public static Http.Answer token(String assertion) {
    return Http.form(Service.AUTH, "/oauth/token", form(assertion));
  }

  public static Map<String, String> form(String assertion) {
    Map<String, String> form = new HashMap<>();
    form.put("grant_type", "client_credentials");
    form.put("client_assertion_type", TYPE);
    form.put("client_assertion", assertion);
    return form;
  }

  private static SigningClient register(
      SigningAlgorithm algorithm, KeyPair pair, String member, Object keys) {
    JsonNode made =
        Operator.make(
            "/admin/v1/clients",
            Map.of("name", "signs", "scopes", List.of("profile:read"), member, keys));
    return new SigningClient(made.get("id").asText(), algorithm, pair);
  }
}
