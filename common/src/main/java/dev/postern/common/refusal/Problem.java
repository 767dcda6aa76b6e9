package dev.postern.common.refusal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.common.auth.Advice;
import dev.postern.common.auth.AuthError;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * A refusal as REST callers see it (RFC 9457), with its challenge (RFC 6750 §3).
 *
 * @param serverTime Unix seconds, where the caller's clock is wrong
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    String reason,
    @JsonProperty("trace_id") String traceId,
    @JsonProperty("server_time") Optional<Long> serverTime) {

  public static final String MEDIA_TYPE = "application/problem+json";

  /** RFC 9110 §5.6.7. */
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  public static Response response(AuthError error, String traceId) {
    return response(error, Advice.NONE, traceId);
  }

  /** With the advice to the caller. */
  public static Response response(AuthError error, Advice advice, String traceId) {
    return builder(error, advice, traceId, error.publicText()).build();
  }

  /** With a detail that says more about this request: it must hold nothing that the caller sent. */
  public static Response response(AuthError error, String traceId, String detail) {
    return builder(error, Advice.NONE, traceId, detail).build();
  }

  public static Response response(Refusal refusal, String traceId) {
    return builder(refusal.error(), refusal.advice(), traceId, refusal.detail()).build();
  }

  /**
   * The challenge of a 401, and of a 403 for a missing scope; no code if no credential was sent.
   */
  public static ResponseBuilder withChallenge(ResponseBuilder response, AuthError error) {
    if (error.httpStatus() != 401 && error != AuthError.SCOPE_INSUFFICIENT) {
      return response;
    }
    String challenge =
        error
            .oauthError()
            .map(
                code ->
                    "Bearer realm=\"postern\", error=\"%s\", error_description=\"%s\""
                        .formatted(code, error.publicText()))
            .orElse("Bearer realm=\"postern\"");
    return response.header(HttpHeaders.WWW_AUTHENTICATE, challenge);
  }

  /** A temporary refusal says when to come back, in whole seconds, rounded up. */
  public static ResponseBuilder withRetryAfter(
      ResponseBuilder response, AuthError error, Advice advice) {
    Duration wait = advice.retryAfter().orElse(error.retryAfter());
    return error.isTemporary()
        ? response.header(HttpHeaders.RETRY_AFTER, wait.plusMillis(999).toSeconds())
        : response;
  }

  private static ResponseBuilder builder(
      AuthError error, Advice advice, String traceId, String detail) {
    Problem problem =
        new Problem(
            "urn:postern:problem:" + error.reason(),
            Response.Status.fromStatusCode(error.httpStatus()).getReasonPhrase(),
            error.httpStatus(),
            detail,
            error.reason(),
            traceId,
            advice.serverTime().map(Instant::getEpochSecond));
    ResponseBuilder response = Response.status(error.httpStatus()).type(MEDIA_TYPE).entity(problem);
    advice.serverTime().ifPresent(now -> response.header(HttpHeaders.DATE, HTTP_DATE.format(now)));
    return withRetryAfter(withChallenge(response, error), error, advice);
  }
}
