package dev.postern.common.auth;

import dev.postern.common.session.SessionCookie;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a request that only a cookie authorizes comes from our own pages. A browser sends the
 * cookie from any site's page. So a method that is not safe (RFC 9110 §9.2.1) needs the page's
 * {@code Origin} (RFC 6454 §7), no contradiction by {@code Sec-Fetch-Site}, and the session's CSRF
 * token.
 */
public final class CrossSiteCheck implements Check {
  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");
  private static final String CSRF_TOKEN = "x-csrf-token";

  private final Set<String> allowedOrigins;

  /**
   * @param allowedOrigins besides the service's own: {@code https://www.example.com}
   */
  public CrossSiteCheck(Set<String> allowedOrigins) {
    this.allowedOrigins = Set.copyOf(allowedOrigins);
  }

  /** A client credential passes: no page of another site can make a browser send it. */
  @Override
  public Optional<Decision> check(Request request, Proof proof, Requirements needed) {
    Optional<ProvenSession> session = proof.find(ProvenSession.class);
    if (session.isEmpty()
        || proof.find(ClientCredential.class).isPresent()
        || SAFE_METHODS.contains(request.target().method())) {
      return Optional.empty();
    }
    List<String> origins = request.headers().all("origin");
    List<String> fetchSites = request.headers().all("sec-fetch-site");
    if (origins.isEmpty() || !isOurs(request.target().authority(), origins, fetchSites)) {
      return refused("origin", proof);
    }
    Optional<String> sent = only(request.headers().all(CSRF_TOKEN));
    return SessionCookie.isCsrfToken(sent, session.get().asSent())
        ? Optional.empty()
        : refused("token", proof);
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

  private static Optional<Decision> refused(String detail, Proof proof) {
    return Optional.of(new Decision.Refused(AuthError.CSRF_REFUSED, detail, proof));
  }
}
