package dev.postern.client;

import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Why a request was refused as unauthenticated (contract §7).
 *
 * @param serverTime the time as the refusal tells it: its {@code server_time}, else its {@code
 *     Date}
 */
record Refusal(String reason, Optional<String> serverTime) {
  static final String SERVER_TIME = "server_time";
  private static final int UNAUTHORIZED = 401;
  private static final Set<String> DEAD_TOKEN =
      Set.of("bearer_revoked", "bearer_invalid", "bearer_expired");

  static Optional<Refusal> of(HttpResponse<byte[]> answer) {
    if (answer.statusCode() != UNAUTHORIZED) {
      return Optional.empty();
    }
    Map<String, String> problem = Json.members(answer.body());
    return Optional.of(
        new Refusal(
            problem.getOrDefault("reason", ""),
            Optional.ofNullable(problem.get(SERVER_TIME))
                .or(() -> answer.headers().firstValue("Date"))));
  }

  boolean isOfToken() {
    return DEAD_TOKEN.contains(reason);
  }

  boolean isOfTime() {
    return reason.equals("timestamp_out_of_window");
  }
}
