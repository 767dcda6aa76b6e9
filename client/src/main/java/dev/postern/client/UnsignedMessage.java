package dev.postern.client;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * What a signature covers, exactly as it is sent. It is for HTTP clients other than the JDK's.
 *
 * @param authority as sent, with the port unless it is the scheme's default; converted to lower
 *     case
 * @param path the raw bytes, percent-encoded as sent
 * @param query the raw bytes without {@code ?}; empty if there is none
 * @param contentType as sent, if it is sent
 * @param body the bytes sent, after any content coding; not copied
 */
public record UnsignedMessage(
    String method,
    String authority,
    String path,
    String query,
    Optional<String> contentType,
    byte[] body) {

  public UnsignedMessage {
    method = method.toUpperCase(Locale.ROOT);
    authority = authority.toLowerCase(Locale.ROOT);
    contentType = contentType.map(String::strip).filter(type -> !type.isEmpty());
    requireVisibleAscii("method", method);
    requireVisibleAscii("authority", authority);
    requireVisibleAscii("path", path);
    requireVisibleAscii("query", query);
    // A line break here would change which request is signed.
    contentType.ifPresent(type -> requireVisibleAscii("Content-Type", type.replace(' ', '_')));
    if (method.isEmpty() || authority.isEmpty() || !path.startsWith("/") || path.contains("?")) {
      throw new IllegalArgumentException(
          "the message needs a method, an authority, and a path that begins with / and has no"
              + " query");
    }
  }

  /** The message of a request to a URL in {@linkplain #asSent the form in which it is sent}. */
  static UnsignedMessage of(String method, URI sent, Optional<String> contentType, byte[] body) {
    return new UnsignedMessage(
        method,
        sent.getRawAuthority(),
        sent.getRawPath(),
        Optional.ofNullable(sent.getRawQuery()).orElse(""),
        contentType,
        body);
  }

  /**
   * Returns the URL in the form that HTTP/1.1 and HTTP/2 both send: host in lower case, no default
   * port, a path, ASCII only, no fragment, no empty query.
   */
  static URI asSent(URI url) {
    if (url.getHost() == null || url.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "the URL needs a scheme and a host, and must have no user: https://host/path");
    }
    String scheme = url.getScheme().toLowerCase(Locale.ROOT);
    StringBuilder sent =
        new StringBuilder(scheme).append("://").append(url.getHost().toLowerCase(Locale.ROOT));
    if (url.getPort() != -1 && url.getPort() != (scheme.equals("https") ? 443 : 80)) {
      sent.append(':').append(url.getPort());
    }
    sent.append(url.getRawPath().isEmpty() ? "/" : url.getRawPath());
    // Postern refuses a question mark without a query.
    if (url.getRawQuery() != null && !url.getRawQuery().isEmpty()) {
      sent.append('?').append(url.getRawQuery());
    }
    return URI.create(URI.create(sent.toString()).toASCIIString());
  }

  private static void requireVisibleAscii(String name, String value) {
    if (!value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException(
          "the "
              + name
              + " contains white space, a control character or a character outside ASCII");
    }
  }

  /** Omits the body. */
  @Override
  public String toString() {
    return "UnsignedMessage[%s %s%s]".formatted(method, authority, path);
  }
}
