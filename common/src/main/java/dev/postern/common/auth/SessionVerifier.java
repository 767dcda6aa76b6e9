package dev.postern.common.auth;

import dev.postern.common.secret.Secret;
import dev.postern.common.session.CustomerSession;
import dev.postern.common.session.SessionDirectory;
import io.smallrye.mutiny.Uni;
import java.time.InstantSource;
import java.util.Optional;

/** Proves the session cookie, if there is one. What can be no cookie of ours is not looked up. */
public final class SessionVerifier implements CredentialVerifier {
  private static final int MAX_COOKIE_CHARS = 512;

  private final SessionDirectory sessions;
  private final InstantSource clock;

  public SessionVerifier(SessionDirectory sessions, InstantSource clock) {
    this.sessions = sessions;
    this.clock = clock;
  }

  @Override
  public Uni<Outcome> verify(Credentials credentials, Proof soFar) {
    Optional<Secret> cookie = credentials.sessionCookie();
    if (cookie.isEmpty()) {
      return CredentialVerifier.proven(soFar);
    }
    return cookie.get().reveal().length() > MAX_COOKIE_CHARS
        ? CredentialVerifier.failed(AuthError.SESSION_INVALID, "too long")
        : sessions.find(cookie.get()).map(found -> outcome(found, cookie.get(), soFar));
  }

  private Outcome outcome(Optional<CustomerSession> found, Secret cookie, Proof soFar) {
    return found
        .filter(session -> !session.isExpired(clock.instant()))
        .<Outcome>map(session -> new Outcome.Proven(soFar.withSession(session, cookie)))
        .orElseGet(
            () -> new Outcome.Failed(AuthError.SESSION_INVALID, "not genuine, over, or expired"));
  }
}
