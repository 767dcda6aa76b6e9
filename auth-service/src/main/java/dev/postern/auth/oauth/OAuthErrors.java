package dev.postern.auth.oauth;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Problem;
import dev.postern.common.refusal.Refusal;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;

/** The error response of a refusal (RFC 6749 §5.2). */
public final class OAuthErrors {

  public record OAuthErrorBody(
      String error, @JsonProperty("error_description") String errorDescription) {}

  private OAuthErrors() {}

  public static Response response(Refusal refusal) {
    AuthError error = refusal.error();
    ResponseBuilder response =
        Response.status(error.httpStatus())
            .type(MediaType.APPLICATION_JSON_TYPE)
            .header("Pragma", "no-cache")
            .entity(
                new OAuthErrorBody(error.oauthError().orElse("invalid_request"), refusal.detail()));
    if (error == AuthError.CLIENT_INVALID) {
      response.header(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"postern\"");
    }
    return Problem.withRetryAfter(response, error, refusal.advice()).build();
  }
}
