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
 * Public keys that somebody brings to be verified by: a JWK set (RFC 7517 §5) of 1 to {@value
 * #MAX_KEYS} keys, or one key in PEM (RFC 7468 §13).
 *
 * <p>Taken are EC keys on P-256, RSA keys of 2048 to 4096 bits and Ed25519 keys, written as RFC
 * 7518 §6 and RFC 8037 §2 want them. A key without {@code kid} is called by its thumbprint (RFC
 * 7638). A private key is refused, never cut down to its public half: it has been shown around.
 */
public final class PublicKeys {

  /** What became of the keys brought. */
  public sealed interface Reading {

    /** All of them, in their order, no two of one {@code kid}. */
    record Taken(List<VerificationKey> keys) implements Reading {}

    /**
     * What is wrong.
     *
     * @param detail for whoever brought them; repeats nothing of what was brought
     */
    record Refused(String detail) implements Reading {}
  }

  private static final int MAX_KEYS = 10;
  private static final String ACCEPTED =
      "taken are EC keys on P-256, RSA keys of 2048 to 4096 bits, and Ed25519 keys, in canonical"
          + " form.";
  private static final Set<String> PRIVATE_MEMBERS =
      Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");
  private static final Pattern OCTETS_32 = Pattern.compile("[A-Za-z0-9_-]{43}");

  /** The members that make a key of each sort. */
  private static final List<Map<String, Pattern>> SHAPES =
      List.of(
          Map.of(
              "kty",
              Pattern.compile("EC"),
              "crv",
              Pattern.compile("P-256"),
              "x",
              OCTETS_32,
              "y",
              OCTETS_32),
          Map.of(
              "kty", Pattern.compile("RSA"),
              "n", Pattern.compile("[A-Za-z0-9_-]{342,683}"),
              "e", Pattern.compile("[A-Za-z0-9_-]{2,6}")),
          Map.of(
              "kty", Pattern.compile("OKP"),
              "crv", Pattern.compile("Ed25519"),
              "x", OCTETS_32));

  private static final List<String> FAMILIES = List.of("EC", "RSA", "Ed25519");
  private static final int MAX_PEM_CHARS = 2_048;
  private static final Pattern PEM =
      Pattern.compile(
          "\\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----\\s*");

  private PublicKeys() {}

  /** The keys of a JWK set. Members that say nothing of the key itself are left out. */
  public static Reading ofJwks(JsonNode document) {
    JsonNode members = document.path("keys");
    if (!members.isArray() || members.isEmpty() || members.size() > MAX_KEYS) {
      return new Reading.Refused("an object with 1 to " + MAX_KEYS + " keys in \"keys\".");
    }
    Map<String, VerificationKey> keys = new LinkedHashMap<>();
    for (int i = 0; i < members.size(); i++) {
      Optional<String> fault = fault(members.get(i));
      Optional<VerificationKey> key = fault.isEmpty() ? key(members.get(i)) : Optional.empty();
      if (key.isEmpty()) {
        return new Reading.Refused("keys[" + i + "]: " + fault.orElse(ACCEPTED));
      }
      if (keys.putIfAbsent(key.get().kid(), key.get()) != null) {
        return new Reading.Refused("keys[" + i + "]: its kid is another key's, too.");
      }
    }
    return new Reading.Taken(List.copyOf(keys.values()));
  }

  /** The key of a PEM text, {@code BEGIN PUBLIC KEY}, with nothing around it. */
  public static Reading ofPem(String text) {
    if (text.contains("PRIVATE KEY")) {
      return new Reading.Refused("a private key; make another one, and send its public half.");
    }
    Matcher pem = PEM.matcher(text);
    if (text.length() > MAX_PEM_CHARS || !pem.matches()) {
      return new Reading.Refused("one PEM block, BEGIN PUBLIC KEY, with nothing around it.");
    }
    return base64(pem.group(1).replaceAll("\\s", ""))
        .flatMap(PublicKeys::ofDer)
        .flatMap(key -> named(Optional.empty(), key))
        .<Reading>map(key -> new Reading.Taken(List.of(key)))
        .orElseGet(() -> new Reading.Refused(ACCEPTED));
  }

  /** What is wrong with a key apart from the key itself. */
  private static Optional<String> fault(JsonNode jwk) {
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

  /** The key, if it is one of ours, written canonically, and {@code alg} names nothing else. */
  private static Optional<VerificationKey> key(JsonNode jwk) {
    return SHAPES.stream()
        .filter(shape -> shape.entrySet().stream().allMatch(member -> has(jwk, member)))
        .findFirst()
        .map(shape -> members(jwk, shape.keySet()))
        .flatMap(PublicKeys::ofMembers)
        .flatMap(key -> named(StrictJson.text(jwk, "kid"), key))
        .filter(key -> namesNoOther(jwk, key.algorithm()));
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

  /** Written back it must be the same: no twin, no leading zero octet, no spare bits. */
  private static Optional<PublicKey> ofMembers(Map<String, Object> members) {
    try {
      PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(members);
      return Optional.of(jwk.getPublicKey())
          .filter(key -> webKey(key).toParams(OutputControlLevel.PUBLIC_ONLY).equals(members));
    } catch (JoseException noKey) {
      return Optional.empty();
    }
  }

  private static boolean namesNoOther(JsonNode jwk, SigningAlgorithm algorithm) {
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
    return FAMILIES.stream()
        .flatMap(family -> ofDer(family, der).stream())
        .filter(key -> Arrays.equals(key.getEncoded(), der))
        .findFirst();
  }

  private static Optional<PublicKey> ofDer(String family, byte[] der) {
    try {
      return Optional.of(
          KeyFactory.getInstance(family).generatePublic(new X509EncodedKeySpec(der)));
    } catch (GeneralSecurityException notOfThisFamily) {
      return Optional.empty();
    }
  }

  private static Optional<VerificationKey> named(Optional<String> kid, PublicKey key) {
    return SoundKeys.algorithm(key)
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
      throw new IllegalStateException("a key of ours has no JWK form", impossible);
    }
  }
}
