package dev.postern.common.jwt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.common.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A token somebody presented: of the right form, and nothing more is known of it.
 *
 * <p>The header may hold {@code alg}, {@code typ} and {@code kid} only. That leaves no room for
 * keys or addresses of keys brought by the caller ({@code jwk}, {@code jku}, {@code x5u}, {@code
 * x5c}), for {@code crit}, {@code b64} or {@code zip}, nor for encrypted tokens.
 */
public record UnverifiedJwt(
    SigningAlgorithm algorithm,
    Optional<String> kid,
    byte[] signed,
    byte[] payload,
    byte[] signature) {

  /** The longest token read, in characters. */
  public static final int MAX_CHARS = 8_192;

  private static final Set<String> HEADER_MEMBERS = Set.of("alg", "typ", "kid");
  private static final Pattern COMPACT =
      Pattern.compile("([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)");

  /** Reads the compact serialization (RFC 7515 §7.1); nothing if it is not of this form. */
  public static Optional<UnverifiedJwt> parse(String compact, JwtForm form) {
    if (compact.length() > MAX_CHARS) {
      return Optional.empty();
    }
    Matcher parts = COMPACT.matcher(compact);
    if (!parts.matches()) {
      return Optional.empty();
    }
    Optional<byte[]> header = base64url(parts.group(1));
    Optional<byte[]> payload = base64url(parts.group(2));
    Optional<byte[]> signature = base64url(parts.group(3));
    if (header.isEmpty() || payload.isEmpty() || signature.isEmpty()) {
      return Optional.empty();
    }
    byte[] signed = compact.substring(0, parts.end(2)).getBytes(StandardCharsets.US_ASCII);
    return StrictJson.object(header.get())
        .filter(UnverifiedJwt::holdsNothingElse)
        .flatMap(
            json ->
                form.algorithm(json)
                    .map(
                        algorithm ->
                            new UnverifiedJwt(
                                algorithm,
                                StrictJson.text(json, "kid"),
                                signed,
                                payload.get(),
                                signature.get())));
  }

  /** Whether the signature is this key's, made with the key's own algorithm (RFC 8725 §3.1). */
  public boolean isSignedBy(VerificationKey key) {
    return key.algorithm() == algorithm && algorithm.verifies(key.publicKey(), signed, signature);
  }

  /** What the payload claims; nothing if it is no strict JSON. True only if the signature is. */
  public Optional<JwtClaims> claims() {
    return JwtClaims.parse(payload);
  }

  private static boolean holdsNothingElse(JsonNode header) {
    return header.propertyStream().allMatch(member -> HEADER_MEMBERS.contains(member.getKey()));
  }

  /**
   * Strict (RFC 4648 §3.5): no padding, and the spare bits must be zero, so a token has no twins.
   */
  private static Optional<byte[]> base64url(String text) {
    try {
      byte[] octets = Base64.getUrlDecoder().decode(text);
      String canonical = Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
      return Optional.of(octets).filter(ignored -> canonical.equals(text));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  /** A token is a secret even before it is known to be good. */
  @Override
  public String toString() {
    return "UnverifiedJwt[kid=" + kid.orElse("none") + "]";
  }
}
