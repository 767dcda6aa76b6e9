package dev.postern.client;

import java.util.Optional;
import java.util.Set;

/** The outcome of a token request. */
sealed interface TokenOutcome {

  /** The server issued a token, and optionally a refresh token for the next one. */
  record Issued(AccessToken token, Optional<Secret> refreshToken) implements TokenOutcome {}

  /** The server refused the request. A refresh token is as valid as before. */
  record Rejected(PosternException failure) implements TokenOutcome {
    private static final Set<String> ERRORS_THAT_END_REFRESH =
        Set.of("invalid_grant", "unauthorized_client", "unsupported_grant_type");

    /**
     * Whether the refresh token will never be accepted again: it has ended (with its family, its
     * client secret or its lifetime), or the client may no longer refresh (RFC 6749 §5.2).
     */
    boolean endsRefreshToken() {
      return ERRORS_THAT_END_REFRESH.contains(failure.reason());
    }
  }

  /** It is unknown what the server did: the response was lost or is inconclusive. */
  record Unknown(PosternException failure) implements TokenOutcome {}
}
