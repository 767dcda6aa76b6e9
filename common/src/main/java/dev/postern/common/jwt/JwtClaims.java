package dev.postern.common.jwt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.common.json.StrictJson;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The claims of a signed token (RFC 7519 §4), each read as one type and refused as any other.
 *
 * <p>Times are whole seconds. Every method throws {@link ClaimRefused} if the claim is missing,
 * unless it says otherwise.
 */
public final class JwtClaims {
  /** How far the signer's clock may be ahead of ours. */
  static final Duration LEEWAY = Duration.ofSeconds(5);

  private static final int MAX_TEXT_CHARS = 256;
  private static final long MAX_EPOCH_SECOND = 1L << 40;

  private final JsonNode claims;

  private JwtClaims(JsonNode claims) {
    this.claims = claims;
  }

  /** The claims in these octets, or nothing if they are no strict JSON. */
  static Optional<JwtClaims> parse(byte[] payload) {
    return StrictJson.object(payload).map(JwtClaims::new);
  }

  public boolean has(String claim) {
    return claims.has(claim);
  }

  /** Of whom the token says it is, if it says it in the form of {@link #text}. */
  public Optional<String> subject() {
    return findText("sub");
  }

  /** A string of 1 to {@value #MAX_TEXT_CHARS} characters. */
  public String text(String claim) throws ClaimRefused {
    return findText(claim)
        .orElseThrow(() -> new ClaimRefused(claim + " is missing, not a string, or too long"));
  }

  /** The same of a claim that may be left out. */
  Optional<String> textIfPresent(String claim) throws ClaimRefused {
    return has(claim) ? Optional.of(text(claim)) : Optional.empty();
  }

  /** A string as long as the token lets it be. */
  String anyText(String claim) throws ClaimRefused {
    return StrictJson.text(claims, claim)
        .orElseThrow(() -> new ClaimRefused(claim + " is not a string"));
  }

  /** The one audience (RFC 7519 §4.1.3): a string, or an array of exactly one string. */
  public String onlyAudience() throws ClaimRefused {
    JsonNode value = claims.path("aud");
    JsonNode only = value.isArray() && value.size() == 1 ? value.get(0) : value;
    if (!only.isTextual()) {
      throw new ClaimRefused("aud is missing, or not one string");
    }
    return only.textValue();
  }

  /** RFC 7519 §2, NumericDate; whole seconds, and nothing else. */
  public Instant time(String claim) throws ClaimRefused {
    JsonNode value = claims.get(claim);
    if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new ClaimRefused(claim + " is missing or not a whole number");
    }
    long seconds = value.longValue();
    if (seconds <= 0 || seconds > MAX_EPOCH_SECOND) {
      throw new ClaimRefused(claim + " is out of range");
    }
    return Instant.ofEpochSecond(seconds);
  }

  /**
   * Not before its time (RFC 7519 §4.1.5, §4.1.6): {@code iat} and {@code nbf}, where they are
   * there, are at most five seconds ahead.
   */
  public void checkStarted(Instant now) throws ClaimRefused {
    Instant latestStart = now.plus(LEEWAY);
    if (has("iat") && time("iat").isAfter(latestStart)) {
      throw new ClaimRefused("iat is in the future");
    }
    if (has("nbf") && time("nbf").isAfter(latestStart)) {
      throw new ClaimRefused("nbf is in the future");
    }
  }

  private Optional<String> findText(String claim) {
    return StrictJson.text(claims, claim)
        .filter(text -> !text.isEmpty() && text.length() <= MAX_TEXT_CHARS);
  }
}
