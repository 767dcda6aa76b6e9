package dev.postern.customer.session;

import dev.postern.common.secret.Secret;
import dev.postern.common.session.CustomerSession;
import dev.postern.customer.token.IssuedToken;
import java.util.Optional;

/** A session that has just started, with its credential: a token or a cookie. */
public record StartedSession(
    CustomerSession session, Optional<IssuedToken> token, Optional<Secret> cookie) {

  static StartedSession withToken(CustomerSession session, IssuedToken token) {
    return new StartedSession(session, Optional.of(token), Optional.empty());
  }

  static StartedSession withCookie(CustomerSession session, Secret cookie) {
    return new StartedSession(session, Optional.empty(), Optional.of(cookie));
  }
}
