package dev.postern.client;

import java.util.Optional;
import java.util.Set;

/** What asking for a token came to. */
sealed interface Grant {

  /** A token, and perhaps the refresh token that fetches the next. */
  record Granted(AccessToken token, Optional<Secret> refreshToken) implements Grant {}

  /** The server decided against it, and a refresh token is as it was before. */
  record Refused(PosternException failure) implements Grant {
    private static final Set<String> REFRESHES_NO_MORE =
        Set.of("invalid_grant", "unauthorized_client", "unsupported_grant_type");

    /**
     * Whether the refresh token has ended (with its family, its client's secret, its time), or its
     * client may refresh no more (RFC 6749 §5.2): it would never be accepted again.
     */
    boolean endsRefreshToken() {
      return REFRESHES_NO_MORE.contains(failure.reason());
    }
  }

  /** Nobody knows what the server did: there was no answer, or one that decides nothing. */
  record Lost(PosternException failure) implements Grant {}
}
