package dev.postern.client;

import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Why a request was refused as unauthenticated (401 or UNAUTHENTICATED).
 *
 * @param serverTime the time of the refusal: its {@code server_time}, else its {@code Date}
 */
record Unauthorized(String reason, Optional<String> serverTime) {
  static final String SERVER_TIME = "server_time";
  private static final int UNAUTHORIZED = 401;
  private static final Set<String> TOKEN_REFUSED =
      Set.of("bearer_revoked", "bearer_invalid", "bearer_expired");

  static Optional<Unauthorized> of(HttpResponse<byte[]> response) {
    if (response.statusCode() != UNAUTHORIZED) {
      return Optional.empty();
    }
    Map<String, String> problem = Json.members(response.body());
    return Optional.of(
        new Unauthorized(
            problem.getOrDefault("reason", ""),
            Optional.ofNullable(problem.get(SERVER_TIME))
                .or(() -> response.headers().firstValue("Date"))));
  }

  boolean isTokenRefused() {
    return TOKEN_REFUSED.contains(reason);
  }

  boolean isTimestampRefused() {
    return reason.equals("timestamp_out_of_window");
  }
}
