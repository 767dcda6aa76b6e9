package dev.postern.common.auth;

import dev.postern.common.session.SessionCookie;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a request that a cookie alone authorizes comes from our own pages. A browser sends the
 * cookie whoever made the page; so what changes anything needs the page's {@code Origin} (RFC 6454
 * §7), no contradiction by {@code Sec-Fetch-Site}, and the session's own token.
 */
public final class CrossSiteCheck {
  private static final Set<String> HARMLESS = Set.of("GET", "HEAD", "OPTIONS");
  private static final String CSRF_TOKEN = "x-csrf-token";

  private final Set<String> allowedOrigins;

  /**
   * @param allowedOrigins besides the service's own: {@code https://www.example.com}
   */
  public CrossSiteCheck(Set<String> allowedOrigins) {
    this.allowedOrigins = Set.copyOf(allowedOrigins);
  }

  /** The refusal, if there is one. Whatever a script could not send by itself is let pass. */
  Optional<Decision> check(Request request, Credentials presented) {
    if (presented.accessToken().isPresent()
        || presented.signature().isPresent()
        || presented.signature().isPresent()
        || presented.sessionCookie().isEmpty()
        || HARMLESS.contains(request.target().method())) {
      return Optional.empty();
    }
    List<String> origins = request.headers().all("origin");
    List<String> fetchSites = request.headers().all("sec-fetch-site");
    if (origins.isEmpty() || !isOurs(request.target().authority(), origins, fetchSites)) {
      return refused("origin");
    }
    Optional<String> sent = only(request.headers().all(CSRF_TOKEN));
    return SessionCookie.isCsrfToken(sent, presented.sessionCookie().get())
        ? Optional.empty()
        : refused("token");
  }

  /**
   * Whether nothing says that another site's page sends this; a program that is no browser says
   * nothing.
   *
   * @param authority as the client addressed it
   * @param origins the lines of {@code Origin}
   * @param fetchSites the lines of {@code Sec-Fetch-Site}
   */
  public boolean isOurs(String authority, List<String> origins, List<String> fetchSites) {
    boolean originIsOurs =
        origins.isEmpty() || only(origins).filter(o -> isOurs(o, authority)).isPresent();
    boolean fetchedByUs =
        fetchSites.isEmpty()
            || fetchSites.equals(List.of("same-origin"))
            || fetchSites.equals(List.of("none"))
            || (!origins.isEmpty() && allowedOrigins.containsAll(origins));
    return originIsOurs && fetchedByUs;
  }

  private boolean isOurs(String origin, String authority) {
    return origin.equals("https://" + withoutDefaultPort(authority.toLowerCase(Locale.ROOT)))
        || allowedOrigins.contains(origin);
  }

  private static String withoutDefaultPort(String authority) {
    return authority.endsWith(":443")
        ? authority.substring(0, authority.length() - ":443".length())
        : authority;
  }

  private static Optional<String> only(List<String> lines) {
    return lines.size() == 1 ? Optional.of(lines.getFirst()) : Optional.empty();
  }

  private static Optional<Decision> refused(String detail) {
    return Optional.of(new Decision.Refused(AuthError.CSRF_REFUSED, detail));
  }
}
