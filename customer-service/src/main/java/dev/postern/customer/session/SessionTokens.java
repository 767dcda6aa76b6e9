package dev.postern.customer.session;

import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.session.CustomerSession;
import dev.postern.customer.channel.Channel;
import dev.postern.customer.token.IssuedToken;
import dev.postern.customer.token.TokenSource;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Issues fresh tokens of sessions that are live. Refuses by {@link Refusal}; fails if the database
 * or auth-service does.
 */
@Singleton
public class SessionTokens {
  private final LiveSessions liveSessions;
  private final TokenSource tokens;

  SessionTokens(LiveSessions liveSessions, TokenSource tokens) {
    this.liveSessions = liveSessions;
    this.tokens = tokens;
  }

  /**
   * A fresh token. The session is extended to the token's expiry at least. If the session ends
   * while the token is issued, the caller does not get the token; if it ends later, the token is
   * revoked. Refused for a login that refresh tokens carry on, since only those detect theft.
   */
  public Uni<IssuedToken> freshToken(CustomerSession session, Channel channel) {
    return liveSessions
        .get(session)
        .invoke(SessionTokens::mustNotBeRefreshable)
        .flatMap(live -> issue(live, channel));
  }

  private Uni<IssuedToken> issue(StoredSession live, Channel channel) {
    return tokens
        .issue(new TokenSource.Wanted(live.customerId(), channel, live.id(), false))
        .call(token -> liveSessions.extend(live, Duration.ofSeconds(token.expiresIn())));
  }

  private static void mustNotBeRefreshable(StoredSession session) {
    if (session.mode() == SessionMode.REFRESHABLE) {
      throw new Refusal(AuthError.REFRESH_TOKEN_NEEDED);
    }
  }
}
