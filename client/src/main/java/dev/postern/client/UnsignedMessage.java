package dev.postern.client;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * What a signature covers, as it goes over the wire: for those whose HTTP client is not the JDK's.
 *
 * @param authority as addressed, with the port unless it is the scheme's own; made lower case
 * @param path the raw octets, percent-encoding as sent
 * @param query the raw octets without {@code ?}, empty if there is none
 * @param contentType as sent, if it is sent
 * @param body the octets sent, after any content coding; not copied
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
    mustBeVisible("method", method);
    mustBeVisible("authority", authority);
    mustBeVisible("path", path);
    mustBeVisible("query", query);
    // A line break here would sign another request than the one meant.
    contentType.ifPresent(type -> mustBeVisible("Content-Type", type.replace(' ', '_')));
    if (method.isEmpty() || authority.isEmpty() || !path.startsWith("/") || path.contains("?")) {
      throw new IllegalArgumentException(
          "give a method, an authority, and a path that begins with / and holds no query");
    }
  }

  /** Of a request to an address that is {@linkplain #asSent as it is sent}. */
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
   * The address in the one form that HTTP/1.1 and HTTP/2 send alike: host in lower case, no port
   * where it is the scheme's own, a path, ASCII only, no fragment, no empty query.
   */
  static URI asSent(URI address) {
    if (address.getHost() == null || address.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "the address needs a scheme and a host, and no user: https://host/path");
    }
    String scheme = address.getScheme().toLowerCase(Locale.ROOT);
    StringBuilder sent =
        new StringBuilder(scheme).append("://").append(address.getHost().toLowerCase(Locale.ROOT));
    if (address.getPort() != -1 && address.getPort() != (scheme.equals("https") ? 443 : 80)) {
      sent.append(':').append(address.getPort());
    }
    sent.append(address.getRawPath().isEmpty() ? "/" : address.getRawPath());
    // A question mark with nothing behind it is refused by Postern.
    if (address.getRawQuery() != null && !address.getRawQuery().isEmpty()) {
      sent.append('?').append(address.getRawQuery());
    }
    return URI.create(URI.create(sent.toString()).toASCIIString());
  }

  private static void mustBeVisible(String name, String value) {
    if (!value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException(
          "the " + name + " holds white space, a control character or one that is not ASCII");
    }
  }

  /** Without the body. */
  @Override
  public String toString() {
    return "UnsignedMessage[%s %s%s]".formatted(method, authority, path);
  }
}
