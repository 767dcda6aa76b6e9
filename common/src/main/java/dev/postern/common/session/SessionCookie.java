package dev.postern.common.session;

import dev.postern.common.secret.Digests;
import dev.postern.common.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The cookie of a session, in a request (RFC 6265 §4.2), and the token against forged requests. */
public final class SessionCookie {
  /** RFC 6265bis §4.1.3.2: only this very host sets it, over TLS, for all paths. */
  public static final String NAME = "__Host-postern";

  private static final byte[] CSRF = "postern csrf v1".getBytes(StandardCharsets.US_ASCII);

  private SessionCookie() {}

  /** The values of all cookies of this name, in order; surrounding double quotes are kept. */
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
   * What a page must send beside the cookie to change anything: derived from the cookie, which no
   * other site's page can read and no script of our own, so it needs neither a key nor a record.
   */
  public static Secret csrfToken(Secret cookie) {
    byte[] token = Digests.hmacSha256(cookie, CSRF);
    return Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(token));
  }

  /** In constant time. */
  public static boolean isCsrfToken(Optional<String> sent, Secret cookie) {
    return sent.isPresent() && csrfToken(cookie).equals(Secret.of(sent.get()));
  }
}
