package dev.postern.common.jwt;

import java.util.Arrays;
import java.util.Optional;

/**
 * The purpose of a signed token. Each kind has its own audience, so that a token of one kind cannot
 * be substituted for another (RFC 8725 §3.12).
 */
public enum TokenKind {
  /** A client's access token (RFC 9068). */
  ACCESS("urn:postern:api"),
  /** A customer token: it names the customer on whose behalf a client calls. */
  CUSTOMER("urn:postern:customer");

  private final String audience;

  TokenKind(String audience) {
    this.audience = audience;
  }

  public String audience() {
    return audience;
  }

  static Optional<TokenKind> ofAudience(String audience) {
    return Arrays.stream(values()).filter(kind -> kind.audience.equals(audience)).findFirst();
  }
}
