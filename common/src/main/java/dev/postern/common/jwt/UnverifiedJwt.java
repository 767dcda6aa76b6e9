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
 * A well-formed JWS in compact serialization (RFC 7515 §7.1) whose signature is not verified yet.
 *
 * <p>The header may contain only {@code alg}, {@code typ} and {@code kid}. That excludes keys and
 * key URLs supplied by the caller ({@code jwk}, {@code jku}, {@code x5u}, {@code x5c}), the
 * extensions {@code crit}, {@code b64} and {@code zip}, and encrypted tokens.
 *
 * @param signed the JWS signing input (RFC 7515 §5.1)
 */
public record UnverifiedJwt(
    SigningAlgorithm algorithm,
    Optional<String> kid,
    byte[] signed,
    byte[] payload,
    byte[] signature) {

  /** The longest token that is parsed, in characters. */
  public static final int MAX_CHARS = 8_192;

  private static final Set<String> HEADER_MEMBERS = Set.of("alg", "typ", "kid");
  private static final Pattern COMPACT =
      Pattern.compile("([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)");

  /**
   * Parses a compact serialization; empty if it is not well-formed or its header does not match the
   * form.
   */
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
        .filter(UnverifiedJwt::hasOnlyAllowedMembers)
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

  /** Whether the token was signed with this key and the key's own algorithm (RFC 8725 §3.1). */
  public boolean isSignedBy(VerificationKey key) {
    return key.algorithm() == algorithm && algorithm.verifies(key.publicKey(), signed, signature);
  }

  /**
   * The claims of the payload; empty if it is not strict JSON. Do not trust them unless {@link
   * #isSignedBy} is true.
   */
  public Optional<JwtClaims> claims() {
    return JwtClaims.parse(payload);
  }

  private static boolean hasOnlyAllowedMembers(JsonNode header) {
    return header.propertyStream().allMatch(member -> HEADER_MEMBERS.contains(member.getKey()));
  }

  /**
   * Decodes strictly (RFC 4648 §3.5): no padding, and zero padding bits. So a token has exactly one
   * encoding.
   */
  private static Optional<byte[]> base64url(String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      String canonical = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      return Optional.of(bytes).filter(ignored -> canonical.equals(text));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  /** Omits the token: it is a bearer secret even before it is verified. */
  @Override
  public String toString() {
    return "UnverifiedJwt[kid=" + kid.orElse("none") + "]";
  }
}
