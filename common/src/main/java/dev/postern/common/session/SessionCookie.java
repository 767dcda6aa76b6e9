package dev.postern.common.session;

import dev.postern.common.secret.Digests;
import dev.postern.common.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Reads the session cookie (RFC 6265 §4.2) and derives the CSRF token that belongs to it. */
public final class SessionCookie {
  /**
   * The prefix {@code __Host-} means that only this host can set the cookie, over TLS, for all
   * paths (RFC 6265bis §4.1.3.2).
   */
  public static final String NAME = "__Host-postern";

  private static final byte[] CSRF_CONTEXT = "postern csrf v1".getBytes(StandardCharsets.US_ASCII);

  private SessionCookie() {}

  /** The values of all cookies with this name, in order. Surrounding double quotes are kept. */
  public static List<String> values(List<String> cookieLines, String name) {
    List<String> values = new ArrayList<>();
    for (String line : cookieLines) {
      for (String pair : line.split(";", -1)) {
        int equals = pair.indexOf('=');
        if (equals >= 0 && pair.substring(0, equals).strip().equals(name)) {
          values.add(pair.substring(equals + 1).strip());
        }
      }
    }
    return values;
  }

  /**
   * Derives the CSRF token that a page must send with a state-changing request. Neither another
   * site nor a script can read the cookie, so deriving the token from it needs no server key and no
   * stored record.
   */
  public static Secret csrfToken(Secret cookie) {
    byte[] token = Digests.hmacSha256(cookie, CSRF_CONTEXT);
    return Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(token));
  }

  /** Whether the token sent belongs to the cookie. Takes constant time. */
  public static boolean isCsrfToken(Optional<String> sent, Secret cookie) {
    return sent.isPresent() && csrfToken(cookie).equals(Secret.of(sent.get()));
  }
}
