package dev.postern.common.jwt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.common.event.EventKey;
import dev.postern.common.event.EventKind;
import dev.postern.common.json.StrictJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the claims of a token whose signature has been proven, as RFC 9068 §2.2 and §4 want them.
 *
 * <p>Required: {@code iss exp aud sub client_id iat jti}; of customer tokens {@code channel} and
 * {@code sid} too. Times are whole seconds. Throws {@link ClaimRefused} at the first that is wrong.
 */
final class ClaimsReader {
  /** How far the issuer's clock may be ahead of ours. */
  static final Duration LEEWAY = Duration.ofSeconds(5);

  private static final int MAX_TEXT_CHARS = 256;
  private static final long MAX_EPOCH_SECOND = 1L << 40;
  private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]+");

  /** A claim is missing or wrong; the message names the claim, never its value. */
  static final class ClaimRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final String why;

    ClaimRefused(String why) {
      super(why, null, false, false);
      this.why = why;
    }

    String why() {
      return why;
    }
  }

  private final String issuer;

  ClaimsReader(String issuer) {
    this.issuer = issuer;
  }

  VerifiedJwt read(JsonNode claims, String kid, Instant now) throws ClaimRefused {
    checkIssuer(claims);
    TokenKind kind = audience(claims);
    Instant issuedAt = time(claims, "iat");
    Instant expiresAt = time(claims, "exp");
    checkStarted(claims, issuedAt, now);
    if (!expiresAt.isAfter(issuedAt)) {
      throw new ClaimRefused("exp is not after iat");
    }
    boolean customers = kind == TokenKind.CUSTOMER;
    return new VerifiedJwt(
        kind,
        kid,
        text(claims, "sub"),
        text(claims, "client_id"),
        text(claims, "jti"),
        issuedAt,
        expiresAt,
        scopes(claims),
        customers ? Optional.of(text(claims, "channel")) : Optional.empty(),
        customers ? Optional.of(text(claims, "sid")) : textIfPresent(claims, "sid"),
        textIfPresent(claims, "parent"),
        eventKeys(claims, kid));
  }

  /** Made once for a token, so that asking whether it was killed costs look-ups only. */
  private List<EventKey> eventKeys(JsonNode claims, String kid) throws ClaimRefused {
    List<EventKey> keys = new ArrayList<>();
    keys.add(EventKey.of(EventKind.TOKEN, text(claims, "jti")));
    keys.add(EventKey.of(EventKind.SUBJECT, text(claims, "sub")));
    keys.add(EventKey.of(EventKind.CLIENT, text(claims, "client_id")));
    keys.add(EventKey.of(EventKind.SIGNING_KEY, kid));
    textIfPresent(claims, "sid").ifPresent(id -> keys.add(EventKey.of(EventKind.FAMILY, id)));
    textIfPresent(claims, "parent").ifPresent(id -> keys.add(EventKey.of(EventKind.API_KEY, id)));
    return List.copyOf(keys);
  }

  /** RFC 9068 §4: "iss" must match exactly. */
  private void checkIssuer(JsonNode claims) throws ClaimRefused {
    if (!text(claims, "iss").equals(issuer)) {
      throw new ClaimRefused("iss is another issuer");
    }
  }

  /** RFC 9068 §4: "aud" must name us. Postern writes one audience, and reads one. */
  private TokenKind audience(JsonNode claims) throws ClaimRefused {
    return TokenKind.ofAudience(text(claims, "aud"))
        .orElseThrow(() -> new ClaimRefused("aud is another audience"));
  }

  /** RFC 7519 §4.1.5, §4.1.6: not before its time. */
  private void checkStarted(JsonNode claims, Instant issuedAt, Instant now) throws ClaimRefused {
    Instant latestStart = now.plus(LEEWAY);
    if (issuedAt.isAfter(latestStart)) {
      throw new ClaimRefused("iat is in the future");
    }
    if (claims.has("nbf") && time(claims, "nbf").isAfter(latestStart)) {
      throw new ClaimRefused("nbf is in the future");
    }
  }

  /** RFC 7519 §2, NumericDate; Postern writes whole seconds, and reads nothing else. */
  private Instant time(JsonNode claims, String claim) throws ClaimRefused {
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

  private String text(JsonNode claims, String claim) throws ClaimRefused {
    return StrictJson.text(claims, claim)
        .filter(text -> !text.isEmpty() && text.length() <= MAX_TEXT_CHARS)
        .orElseThrow(() -> new ClaimRefused(claim + " is missing, not a string, or too long"));
  }

  private Optional<String> textIfPresent(JsonNode claims, String claim) throws ClaimRefused {
    return claims.has(claim) ? Optional.of(text(claims, claim)) : Optional.empty();
  }

  /** RFC 9068 §2.2.3 and RFC 6749 §3.3; no claim is no scope. */
  private Set<String> scopes(JsonNode claims) throws ClaimRefused {
    if (!claims.has("scope")) {
      return Set.of();
    }
    String list =
        StrictJson.text(claims, "scope")
            .orElseThrow(() -> new ClaimRefused("scope is not a string"));
    Set<String> scopes = Set.copyOf(List.of(list.split(" ", -1)));
    if (!scopes.stream().allMatch(scope -> SCOPE.matcher(scope).matches())) {
      throw new ClaimRefused("scope is malformed");
    }
    return scopes;
  }
}
