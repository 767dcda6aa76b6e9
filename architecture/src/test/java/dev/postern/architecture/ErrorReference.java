package dev.postern.architecture;

import dev.postern.common.auth.AuthError;
import java.util.Arrays;
import java.util.List;

/** {@code errors.md}: every refusal of the one table. */
final class ErrorReference {
  private static final String INTRODUCTION =
      """
      Every refusal has one reason, over REST and gRPC. REST answers a problem (RFC 9457) with `type`, `title`, `status`, `detail`,
      `reason` and `trace_id`; the OAuth endpoints answer `error` and `error_description` (RFC 6749 §5.2). gRPC answers a status with
      `google.rpc.ErrorInfo`: the reason, and the domain `postern`. The text never says why a credential was refused.

      """;

  private ErrorReference() {}

  static String text() {
    return Markdown.document("Errors", INTRODUCTION)
        + Markdown.table(
            List.of("Reason", "HTTP", "OAuth error", "gRPC", "Retry after", "Text"),
            Arrays.stream(AuthError.values()).map(ErrorReference::row).toList());
  }

  private static List<String> row(AuthError error) {
    return List.of(
        Markdown.code(error.reason()),
        String.valueOf(error.httpStatus()),
        Markdown.code(error.oauthError().orElse("")),
        error.grpcStatus().name(),
        error.isTemporary() ? error.retryAfter().toSeconds() + " s" : "",
        error.publicText());
  }
}
