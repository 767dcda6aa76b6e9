package dev.postern.client;

import dev.postern.client.TokenOutcome.Rejected;
import dev.postern.client.TokenOutcome.Unknown;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Turns failed token requests into outcomes whose messages say how to fix the problem. */
final class TokenErrors {
  private static final int MAX_RETRY_AFTER_SECONDS = 60;
  private final ClientCredentials client;

  TokenErrors(ClientCredentials client) {
    this.client = client;
  }

  /** There is no complete response. */
  TokenOutcome unreachable(Throwable failure) {
    String problem =
        switch (failure) {
          case SSLException tls ->
              "its certificate is not trusted or is for another name: give the HttpClient an"
                  + " SSLContext that trusts Postern's authority";
          case HttpTimeoutException slow ->
              "it did not respond in time: is it running, and does a firewall block the"
                  + " connection?";
          case TimeoutException slow ->
              "it did not respond in time: is it running, and does a firewall block the"
                  + " connection?";
          default ->
              "the connection failed: is it running, and is the URL reachable from" + " here?";
        };
    return new Unknown(
        new PosternException(
            "unreachable",
            "No access token from " + client.tokenEndpoint() + ": " + problem,
            failure));
  }

  /** A response other than 200; from Postern it has the form of RFC 6749 §5.2. */
  TokenOutcome of(HttpResponse<byte[]> response, String error) {
    int status = response.statusCode();
    if (status >= 500 || status == 429 || status == 408) {
      PosternException busy =
          PosternException.busy(
              "No access token from %s: it is overloaded or a dependency is unavailable (status %d); try again later"
                  .formatted(client.tokenEndpoint(), status),
              retryAfter(response));
      return status == 429 ? new Rejected(busy) : new Unknown(busy);
    }
    return new Rejected(
        PosternException.refused(
            error.matches("[a-z_]{1,40}") ? error : "refused",
            "No access token from %s for client %s: %s"
                .formatted(client.tokenEndpoint(), client.clientId(), advice(error, status))));
  }

  /** A 200 without a token: another server responded, or a proxy changed the response. */
  TokenOutcome notATokenResponse() {
    return new Unknown(
        PosternException.refused(
            "not_a_token_endpoint",
            "The response of %s is not an access token response (RFC 6749): is it the URL of Postern's /oauth/token?"
                .formatted(client.tokenEndpoint())));
  }

  private String advice(String error, int status) {
    return switch (error) {
      case "invalid_client" ->
          "the id or the secret is wrong, or the client is disabled; check both; an operator finds"
              + " the client under /admin/v1/clients";
      case "unauthorized_client", "unsupported_grant_type" ->
          "an operator must register it for the grant client_credentials";
      case "invalid_scope" ->
          "the client does not have all of the requested scopes: " + client.scopes();
      case "invalid_grant" -> "the refresh token has ended";
      default -> "status %d; is this the URL of Postern's /oauth/token?".formatted(status);
    };
  }

  private static Optional<Duration> retryAfter(HttpResponse<byte[]> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(text -> text.matches("[0-9]{1,6}"))
        .map(Integer::parseInt)
        .map(seconds -> Duration.ofSeconds(Math.min(seconds, MAX_RETRY_AFTER_SECONDS)));
  }
}
