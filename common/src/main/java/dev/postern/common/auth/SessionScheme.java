package dev.postern.common.auth;

import dev.postern.common.auth.Step.Failed;
import dev.postern.common.auth.Step.Proven;
import dev.postern.common.auth.Step.Verdict;
import dev.postern.common.secret.Secret;
import dev.postern.common.session.CustomerSession;
import dev.postern.common.session.SessionCookie;
import dev.postern.common.session.SessionDirectory;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The cookie of a customer's session. It is read only where a customer is needed, and not beside a
 * customer token: a browser sends the cookie with every request, the token is sent on purpose.
 */
public final class SessionScheme implements Scheme<Secret> {
  private static final int MAX_COOKIE_CHARS = 512;

  private final SessionDirectory sessions;
  private final InstantSource clock;

  public SessionScheme(SessionDirectory sessions, InstantSource clock) {
    this.sessions = sessions;
    this.clock = clock;
  }

  @Override
  public CredentialRole role() {
    return CredentialRole.CUSTOMER;
  }

  @Override
  public Finding<Secret> find(Request request, Requirements needed) {
    if (!needsCustomer(needed)
        || CustomerTokenScheme.locate(request, needed) instanceof Finding.Presented) {
      return new Finding.Absent<>();
    }
    List<String> cookies =
        SessionCookie.values(request.headers().all("cookie"), SessionCookie.NAME);
    if (cookies.size() > 1) {
      return new Finding.Malformed<>(AuthError.SESSION_REPEATED);
    }
    return cookies.isEmpty()
        ? new Finding.Absent<>()
        : new Finding.Presented<>(Secret.of(cookies.getFirst()));
  }

  private static boolean needsCustomer(Requirements needed) {
    return switch (needed) {
      case Requirements.OfClient client -> client.onBehalf().isPresent();
      case Requirements.OfCustomer customer -> true;
    };
  }

  @Override
  public Step verify(Secret cookie) {
    return cookie.reveal().length() > MAX_COOKIE_CHARS
        ? Step.failed(AuthError.SESSION_INVALID, "too long")
        : Step.later(sessions.find(cookie), found -> verdict(found, cookie));
  }

  private Verdict verdict(Optional<CustomerSession> found, Secret cookie) {
    return found
        .filter(session -> !session.isExpired(clock.instant()))
        .<Verdict>map(session -> new Proven(new ProvenSession(session, cookie)))
        .orElseGet(() -> new Failed(AuthError.SESSION_INVALID, "not genuine, over, or expired"));
  }
}
