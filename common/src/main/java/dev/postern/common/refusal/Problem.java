package dev.postern.common.refusal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.common.auth.AuthError;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * A refusal as REST callers see it (RFC 9457), with its challenge (RFC 6750 §3).
 *
 * @param serverTime where the caller's clock is the trouble: Unix seconds
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
    return response(error, traceId, error.publicText());
  }

  /** To a caller whose clock differs from ours: it can set it by the answer. */
  public static Response withServerTime(AuthError error, String traceId, Instant now) {
    return builder(error, traceId, error.publicText(), Optional.of(now.getEpochSecond()))
        .header(HttpHeaders.DATE, HTTP_DATE.format(now))
        .build();
  }

  /** With a detail that says more of this request: it must hold nothing that the caller sent. */
  public static Response response(AuthError error, String traceId, String detail) {
    return builder(error, traceId, detail, Optional.empty()).build();
  }

  /** With what the refusal says, and when it may be tried again if it is temporary. */
  public static Response response(Refusal refusal, String traceId) {
    ResponseBuilder response =
        builder(refusal.error(), traceId, refusal.detail(), Optional.empty());
    if (refusal.error().isTemporary()) {
      long wholeSeconds = refusal.retryAfter().plusMillis(999).toSeconds();
      response.header(HttpHeaders.RETRY_AFTER, null).header(HttpHeaders.RETRY_AFTER, wholeSeconds);
    }
    return response.build();
  }

  /** The challenge of a 401, and of a 403 for want of scope; without a code if nothing was sent. */
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

  /** A temporary refusal says when to come back. */
  public static ResponseBuilder withAdvice(ResponseBuilder response, AuthError error) {
    return error.isTemporary()
        ? response.header(HttpHeaders.RETRY_AFTER, error.retryAfter().toSeconds())
        : response;
  }

  private static ResponseBuilder builder(
      AuthError error, String traceId, String detail, Optional<Long> serverTime) {
    Problem problem =
        new Problem(
            "urn:postern:problem:" + error.reason(),
            Response.Status.fromStatusCode(error.httpStatus()).getReasonPhrase(),
            error.httpStatus(),
            detail,
            error.reason(),
            traceId,
            serverTime);
    ResponseBuilder response = Response.status(error.httpStatus()).type(MEDIA_TYPE).entity(problem);
    return withAdvice(withChallenge(response, error), error);
  }
}
