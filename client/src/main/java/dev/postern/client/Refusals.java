package dev.postern.client;

import dev.postern.client.Grant.Lost;
import dev.postern.client.Grant.Refused;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Says what to do when a token is not to be had. */
final class Refusals {
  private static final int MAX_RETRY_AFTER_SECONDS = 60;
  private final ClientCredentials self;

  Refusals(ClientCredentials self) {
    this.self = self;
  }

  /** No answer, or not a whole one. */
  Grant unreachable(Throwable failure) {
    String why =
        switch (failure) {
          case SSLException tls ->
              "its certificate is not trusted here, or not for this name: give the HttpClient an"
                  + " SSLContext that trusts Postern's authority";
          case HttpTimeoutException slow ->
              "it did not answer in time: is it up, and does no firewall stand between?";
          case TimeoutException slow ->
              "it did not answer in time: is it up, and does no firewall stand between?";
          default ->
              "the connection failed: is it up, and is the address the right one as seen from"
                  + " here?";
        };
    return new Lost(
        new PosternException(
            "unreachable", "No access token from " + self.tokenEndpoint() + ": " + why, failure));
  }

  /** An answer other than 200; RFC 6749 §5.2 if it comes from Postern. */
  Grant of(HttpResponse<byte[]> answer, String error) {
    int status = answer.statusCode();
    if (status >= 500 || status == 429 || status == 408) {
      PosternException busy =
          PosternException.busy(
              "No access token from %s: it is too busy or lacks a dependency (status %d); try again later"
                  .formatted(self.tokenEndpoint(), status),
              retryAfter(answer));
      return status == 429 ? new Refused(busy) : new Lost(busy);
    }
    return new Refused(
        PosternException.refused(
            error.matches("[a-z_]{1,40}") ? error : "refused",
            "No access token from %s for client %s: %s"
                .formatted(self.tokenEndpoint(), self.clientId(), advice(error, status))));
  }

  /** A 200 that is no token: something else has answered, or a proxy has changed it. */
  Grant notOurs() {
    return new Lost(
        PosternException.refused(
            "not_a_token_endpoint",
            "The answer of %s is no token of RFC 6749: is it the address of Postern's /oauth/token?"
                .formatted(self.tokenEndpoint())));
  }

  private String advice(String error, int status) {
    return switch (error) {
      case "invalid_client" ->
          "the id or the secret is wrong, or the client is disabled; check both, an operator sees"
              + " the client under /admin/v1/clients";
      case "unauthorized_client", "unsupported_grant_type" ->
          "an operator must register it for the grant client_credentials";
      case "invalid_scope" -> "it has not all of the scopes asked for: " + self.scopes();
      case "invalid_grant" -> "the refresh token has ended";
      default -> "status %d; is this the address of Postern's /oauth/token?".formatted(status);
    };
  }

  private static Optional<Duration> retryAfter(HttpResponse<byte[]> answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .filter(text -> text.matches("[0-9]{1,6}"))
        .map(Integer::parseInt)
        .map(seconds -> Duration.ofSeconds(Math.min(seconds, MAX_RETRY_AFTER_SECONDS)));
  }
}
