package dev.postern.common.jwt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.common.json.StrictJson;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The claims of a JWT (RFC 7519 §4), read by type: a claim of another JSON type is invalid.
 *
 * <p>Times are whole seconds. Unless a method says otherwise, it throws {@link
 * InvalidClaimException} if the claim is missing.
 */
public final class JwtClaims {
  /** How far the signer's clock may run ahead of this server's clock. */
  static final Duration LEEWAY = Duration.ofSeconds(5);

  private static final int MAX_TEXT_CHARS = 256;
  private static final long MAX_EPOCH_SECOND = 1L << 40;

  private final JsonNode claims;

  private JwtClaims(JsonNode claims) {
    this.claims = claims;
  }

  /** Parses the payload; empty if it is not strict JSON. */
  static Optional<JwtClaims> parse(byte[] payload) {
    return StrictJson.object(payload).map(JwtClaims::new);
  }

  public boolean has(String claim) {
    return claims.has(claim);
  }

  /** The claimed subject, if it is a string as {@link #text} requires. */
  public Optional<String> subject() {
    return findText("sub");
  }

  /** Returns the claim, a string of 1 to {@value #MAX_TEXT_CHARS} characters. */
  public String text(String claim) throws InvalidClaimException {
    return findText(claim)
        .orElseThrow(
            () -> new InvalidClaimException(claim + " is missing, not a string, or too long"));
  }

  /** Returns an optional claim; if present, it must satisfy {@link #text}. */
  Optional<String> textIfPresent(String claim) throws InvalidClaimException {
    return has(claim) ? Optional.of(text(claim)) : Optional.empty();
  }

  /** Returns a string claim without a length limit of its own; the token's size bounds it. */
  String anyText(String claim) throws InvalidClaimException {
    return StrictJson.text(claims, claim)
        .orElseThrow(() -> new InvalidClaimException(claim + " is not a string"));
  }

  /** Returns the single audience (RFC 7519 §4.1.3): a string, or an array of exactly one string. */
  public String onlyAudience() throws InvalidClaimException {
    JsonNode value = claims.path("aud");
    JsonNode only = value.isArray() && value.size() == 1 ? value.get(0) : value;
    if (!only.isTextual()) {
      throw new InvalidClaimException("aud is missing, or not one string");
    }
    return only.textValue();
  }

  /** Returns a NumericDate (RFC 7519 §2). Fractions of a second are invalid. */
  public Instant time(String claim) throws InvalidClaimException {
    JsonNode value = claims.get(claim);
    if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new InvalidClaimException(claim + " is missing or not a whole number");
    }
    long seconds = value.longValue();
    if (seconds <= 0 || seconds > MAX_EPOCH_SECOND) {
      throw new InvalidClaimException(claim + " is out of range");
    }
    return Instant.ofEpochSecond(seconds);
  }

  /**
   * Checks that {@code iat} and {@code nbf} (RFC 7519 §4.1.5, §4.1.6), if present, are at most
   * {@link #LEEWAY} in the future.
   */
  public void checkNotBefore(Instant now) throws InvalidClaimException {
    Instant latestStart = now.plus(LEEWAY);
    if (has("iat") && time("iat").isAfter(latestStart)) {
      throw new InvalidClaimException("iat is in the future");
    }
    if (has("nbf") && time("nbf").isAfter(latestStart)) {
      throw new InvalidClaimException("nbf is in the future");
    }
  }

  private Optional<String> findText(String claim) {
    return StrictJson.text(claims, claim)
        .filter(text -> !text.isEmpty() && text.length() <= MAX_TEXT_CHARS);
  }
}
