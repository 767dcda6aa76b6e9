package dev.postern.common.auth;

import dev.postern.common.secret.Secret;
import java.util.List;
import java.util.regex.Pattern;

/** Credentials of the form {@code scheme SP token68} (RFC 9110 §11.4, RFC 6750 §2.1). */
final class AuthorizationHeader {
  private static final Pattern ANOTHER_SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9-]* .*");

  private AuthorizationHeader() {}

  /** The bearer token of {@code Authorization}. Another scheme is no bearer token. */
  static Finding<Secret> bearer(Request request) {
    List<String> lines = request.headers().all("authorization");
    if (lines.size() > 1) {
      return new Finding.Malformed<>(AuthError.AUTHORIZATION_REPEATED);
    }
    return lines.isEmpty()
        ? new Finding.Absent<>()
        : read(lines.getFirst(), "bearer", AuthError.AUTHORIZATION_MALFORMED);
  }

  /**
   * The token of a line with this scheme, in any case. Without a regular expression, which costs
   * more than everything else here.
   */
  static Finding<Secret> read(String line, String scheme, AuthError malformed) {
    int begin = scheme.length();
    if (line.regionMatches(true, 0, scheme + " ", 0, begin + 1)) {
      while (begin < line.length() && line.charAt(begin) == ' ') {
        begin++;
      }
      String token = line.substring(begin);
      return isToken68(token)
          ? new Finding.Presented<>(Secret.of(token))
          : new Finding.Malformed<>(malformed);
    }
    return ANOTHER_SCHEME.matcher(line).matches()
        ? new Finding.Absent<>()
        : new Finding.Malformed<>(malformed);
  }

  private static boolean isToken68(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '=') {
      end--;
    }
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean isAllowed =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || "-._~+/".indexOf(c) >= 0;
      if (!isAllowed) {
        return false;
      }
    }
    return end > 0;
  }
}
