package dev.postern.common.jwt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.common.json.StrictJson;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/**
 * Parses public keys that a client registers: a JWK set (RFC 7517 §5) of 1 to {@value #MAX_KEYS}
 * keys, or one key in PEM (RFC 7468 §13).
 *
 * <p>EC keys on P-256, RSA keys of 2048 to 4096 bits and Ed25519 keys are accepted, in the
 * canonical form of RFC 7518 §6 and RFC 8037 §2. A key without {@code kid} gets its thumbprint (RFC
 * 7638) as {@code kid}. A private key is rejected rather than reduced to its public half, because
 * sending it has disclosed it.
 */
public final class PublicKeys {

  /** The result of parsing. */
  public sealed interface ParsedKeys {

    /** All keys are acceptable. They keep their order and have distinct {@code kid}s. */
    record Accepted(List<VerificationKey> keys) implements ParsedKeys {}

    /**
     * At least one key is not acceptable.
     *
     * @param detail what is wrong, for the client that sent the keys; it repeats none of their
     *     content
     */
    record Rejected(String detail) implements ParsedKeys {}
  }

  private static final int MAX_KEYS = 10;
  private static final String ACCEPTED =
      "accepted are EC keys on P-256, RSA keys of 2048 to 4096 bits, and Ed25519 keys, in canonical"
          + " form.";
  private static final Set<String> PRIVATE_MEMBERS =
      Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");
  private static final Pattern BASE64URL_OF_32_BYTES = Pattern.compile("[A-Za-z0-9_-]{43}");

  /** The members that a JWK must have, by key type, and the form of their values. */
  private static final List<Map<String, Pattern>> REQUIRED_MEMBERS =
      List.of(
          Map.of(
              "kty",
              Pattern.compile("EC"),
              "crv",
              Pattern.compile("P-256"),
              "x",
              BASE64URL_OF_32_BYTES,
              "y",
              BASE64URL_OF_32_BYTES),
          Map.of(
              "kty", Pattern.compile("RSA"),
              "n", Pattern.compile("[A-Za-z0-9_-]{342,683}"),
              "e", Pattern.compile("[A-Za-z0-9_-]{2,6}")),
          Map.of(
              "kty", Pattern.compile("OKP"),
              "crv", Pattern.compile("Ed25519"),
              "x", BASE64URL_OF_32_BYTES));

  private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "Ed25519");
  private static final int MAX_PEM_CHARS = 2_048;
  private static final Pattern PEM =
      Pattern.compile(
          "\\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----\\s*");

  private PublicKeys() {}

  /** Parses a JWK set. JWK members that do not describe the key itself are ignored. */
  public static ParsedKeys ofJwks(JsonNode document) {
    JsonNode members = document.path("keys");
    if (!members.isArray() || members.isEmpty() || members.size() > MAX_KEYS) {
      return new ParsedKeys.Rejected("an object with 1 to " + MAX_KEYS + " keys in \"keys\".");
    }
    Map<String, VerificationKey> keys = new LinkedHashMap<>();
    for (int i = 0; i < members.size(); i++) {
      Optional<String> error = formatError(members.get(i));
      Optional<VerificationKey> key = error.isEmpty() ? key(members.get(i)) : Optional.empty();
      if (key.isEmpty()) {
        return new ParsedKeys.Rejected("keys[" + i + "]: " + error.orElse(ACCEPTED));
      }
      if (keys.putIfAbsent(key.get().kid(), key.get()) != null) {
        return new ParsedKeys.Rejected("keys[" + i + "]: another key has the same kid.");
      }
    }
    return new ParsedKeys.Accepted(List.copyOf(keys.values()));
  }

  /** Parses one PEM block labelled {@code PUBLIC KEY}, with no text around it. */
  public static ParsedKeys ofPem(String text) {
    if (text.contains("PRIVATE KEY")) {
      return new ParsedKeys.Rejected("a private key; make another one, and send its public half.");
    }
    Matcher pem = PEM.matcher(text);
    if (text.length() > MAX_PEM_CHARS || !pem.matches()) {
      return new ParsedKeys.Rejected("one PEM block, BEGIN PUBLIC KEY, with nothing around it.");
    }
    return base64(pem.group(1).replaceAll("\\s", ""))
        .flatMap(PublicKeys::ofDer)
        .flatMap(key -> named(Optional.empty(), key))
        .<ParsedKeys>map(key -> new ParsedKeys.Accepted(List.of(key)))
        .orElseGet(() -> new ParsedKeys.Rejected(ACCEPTED));
  }

  /** The error in the members that do not hold the key material, if any. */
  private static Optional<String> formatError(JsonNode jwk) {
    if (PRIVATE_MEMBERS.stream().anyMatch(jwk::has)) {
      return Optional.of("a private or secret key; make another one, and send its public half.");
    }
    if (jwk.has("use") && StrictJson.text(jwk, "use").filter("sig"::equals).isEmpty()) {
      return Optional.of("use: sig, or nothing.");
    }
    if (jwk.has("kid")
        && StrictJson.text(jwk, "kid")
            .filter(kid -> VerificationKey.KID.matcher(kid).matches())
            .isEmpty()) {
      return Optional.of("kid: 1 to 128 printable ASCII characters without a space, or nothing.");
    }
    return Optional.empty();
  }

  /**
   * The key, if its material is acceptable and canonical and {@code alg} is absent or matches it.
   */
  private static Optional<VerificationKey> key(JsonNode jwk) {
    return REQUIRED_MEMBERS.stream()
        .filter(members -> members.entrySet().stream().allMatch(member -> has(jwk, member)))
        .findFirst()
        .map(members -> members(jwk, members.keySet()))
        .flatMap(PublicKeys::ofMembers)
        .flatMap(key -> named(StrictJson.text(jwk, "kid"), key))
        .filter(key -> algorithmMatches(jwk, key.algorithm()));
  }

  private static boolean has(JsonNode jwk, Map.Entry<String, Pattern> member) {
    return StrictJson.text(jwk, member.getKey())
        .filter(text -> member.getValue().matcher(text).matches())
        .isPresent();
  }

  private static Map<String, Object> members(JsonNode jwk, Set<String> names) {
    return names.stream()
        .collect(Collectors.toMap(name -> name, name -> jwk.get(name).textValue()));
  }

  /**
   * A key must serialize to the members it was read from. That excludes alternative encodings:
   * leading zero bytes and non-zero padding bits.
   */
  private static Optional<PublicKey> ofMembers(Map<String, Object> members) {
    try {
      PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(members);
      return Optional.of(jwk.getPublicKey())
          .filter(key -> webKey(key).toParams(OutputControlLevel.PUBLIC_ONLY).equals(members));
    } catch (JoseException noKey) {
      return Optional.empty();
    }
  }

  private static boolean algorithmMatches(JsonNode jwk, SigningAlgorithm algorithm) {
    return !jwk.has("alg")
        || StrictJson.text(jwk, "alg")
            .flatMap(SigningAlgorithm::ofAnyJwsName)
            .filter(named -> named == algorithm)
            .isPresent();
  }

  private static Optional<byte[]> base64(String text) {
    try {
      return Optional.of(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  private static Optional<PublicKey> ofDer(byte[] der) {
    return KEY_ALGORITHMS.stream()
        .flatMap(keyAlgorithm -> ofDer(keyAlgorithm, der).stream())
        .filter(key -> Arrays.equals(key.getEncoded(), der))
        .findFirst();
  }

  private static Optional<PublicKey> ofDer(String keyAlgorithm, byte[] der) {
    try {
      return Optional.of(
          KeyFactory.getInstance(keyAlgorithm).generatePublic(new X509EncodedKeySpec(der)));
    } catch (GeneralSecurityException notOfThisAlgorithm) {
      return Optional.empty();
    }
  }

  private static Optional<VerificationKey> named(Optional<String> kid, PublicKey key) {
    return PublicKeyPolicy.algorithm(key)
        .map(
            algorithm ->
                new VerificationKey(
                    kid.orElseGet(() -> webKey(key).calculateBase64urlEncodedThumbprint("SHA-256")),
                    algorithm,
                    key));
  }

  private static PublicJsonWebKey webKey(PublicKey key) {
    try {
      return PublicJsonWebKey.Factory.newPublicJwk(key);
    } catch (JoseException impossible) {
      throw new IllegalStateException("a supported public key has no JWK form", impossible);
    }
  }
}
