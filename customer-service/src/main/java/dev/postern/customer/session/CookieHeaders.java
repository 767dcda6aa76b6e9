package dev.postern.customer.session;

import dev.postern.common.secret.Secret;
import dev.postern.common.session.SessionCookie;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Optional;

/** The session's cookie in the headers of requests and answers. */
public final class CookieHeaders {
  private static final String ATTRIBUTES = "; Path=/; Secure; HttpOnly; SameSite=Lax";

  private CookieHeaders() {}

  /** The cookie of the request, if there is exactly one. It is not verified yet. */
  public static Optional<Secret> presented(HttpHeaders headers) {
    List<String> lines = headers.getRequestHeader(HttpHeaders.COOKIE);
    List<String> values =
        SessionCookie.values(lines == null ? List.of() : lines, SessionCookie.NAME);
    return values.size() == 1 ? Optional.of(Secret.of(values.getFirst())) : Optional.empty();
  }

  /** {@code Set-Cookie}. */
  public static String set(Secret cookie) {
    return SessionCookie.NAME + "=" + cookie.reveal() + ATTRIBUTES;
  }

  /** {@code Set-Cookie} that makes the browser delete the cookie. */
  public static String clear() {
    return SessionCookie.NAME + "=" + ATTRIBUTES + "; Max-Age=0";
  }
}
