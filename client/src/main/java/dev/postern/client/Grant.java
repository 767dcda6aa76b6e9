package dev.postern.client;

import java.util.Optional;

/** What asking for a token came to. */
sealed interface Grant {

  /** A token, and perhaps the refresh token that fetches the next. */
  record Granted(AccessToken token, Optional<Secret> refreshToken) implements Grant {}

  /** The server decided against it. */
  record Refused(PosternException failure) implements Grant {}

  /** Nobody knows what the server did: there was no answer, or one that decides nothing. */
  record Lost(PosternException failure) implements Grant {}
}
