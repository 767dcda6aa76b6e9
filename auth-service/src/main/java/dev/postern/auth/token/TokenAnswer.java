package dev.postern.auth.token;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.postern.auth.token.Grant.Granted;
import dev.postern.common.key.OpaqueToken;
import java.util.Optional;
import java.util.Set;

/**
 * RFC 6749 §5.1, and RFC 8693 §2.2.1.
 *
 * @param expiresIn seconds
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record TokenAnswer(
    @JsonProperty("access_token") String accessToken,
    @JsonProperty("issued_token_type") Optional<String> issuedTokenType,
    @JsonProperty("token_type") String tokenType,
    @JsonProperty("expires_in") long expiresIn,
    @JsonProperty("refresh_token") Optional<String> refreshToken,
    String scope) {
  private static final JsonMapper MAPPER = JsonMapper.builder().findAndAddModules().build();

  static TokenAnswer of(IssuedToken token, Set<String> scopes, Optional<OpaqueToken> refreshToken) {
    return new TokenAnswer(
        token.jwt().reveal(),
        Optional.empty(),
        "Bearer",
        token.expiresIn(),
        refreshToken.map(fresh -> fresh.text().reveal()),
        String.join(" ", scopes));
  }

  TokenAnswer withIssuedTokenType(String type) {
    return new TokenAnswer(
        accessToken, Optional.of(type), tokenType, expiresIn, refreshToken, scope);
  }

  Granted granted(String detail) {
    return new Granted(json(this), detail);
  }

  static byte[] json(Object answer) {
    try {
      return MAPPER.writeValueAsBytes(answer);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a token answer has no JSON form", impossible);
    }
  }

  /** All of it is secret. */
  @Override
  public String toString() {
    return "TokenAnswer[hidden]";
  }
}
