package dev.postern.client;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Sends {@code java.net.http} requests to Postern: signed, with an access token, or both.
 *
 * <p>It retries a request once if it was refused because this machine's clock is wrong, with the
 * server's time, and once if its token was refused (revoked, expired, signing key withdrawn), with
 * a new token. Both refusals happen before the server does anything, so nothing is done twice. All
 * other responses are returned as they are. A response may hold one megabyte; its timeout is the
 * request's own, or ten seconds.
 *
 * <p>The JDK's HttpClient retries a GET or HEAD with the same nonce if the connection was closed
 * before a response arrived. Such a request may be refused as {@code nonce_replayed} although the
 * server has processed it.
 *
 * <p>Thread-safe.
 */
public final class PosternClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final long MAX_RESPONSE_BYTES = 1 << 20;

  private final HttpClient http;
  private final RequestCredentials credentials;

  private PosternClient(HttpClient http, RequestCredentials credentials) {
    this.http = http;
    this.credentials = credentials;
  }

  /**
   * Creates a client that sends requests without credentials.
   *
   * @param http must not follow redirects and must trust Postern's certificate
   */
  public static PosternClient of(HttpClient http) {
    return new PosternClient(HttpTransport.requireNoRedirects(http), RequestCredentials.NONE);
  }

  /** Returns a client that also signs. */
  public PosternClient signing(SignedRequests signer) {
    return new PosternClient(http, credentials.signing(signer));
  }

  /** Returns a client that also sends {@code Authorization: Bearer}. */
  public PosternClient bearing(AccessTokens tokens) {
    return new PosternClient(http, credentials.bearing(tokens));
  }

  /**
   * Sends the request with this body, which may be empty. It replaces the request's own body.
   *
   * @throws PosternException if an access token is needed and cannot be obtained; with reason
   *     {@code clock_skew} if the timestamp was refused and the clocks differ by more than {@link
   *     ServerTime#MAX_SKEW}
   * @throws IOException if no response arrived; the server may or may not have processed the
   *     request
   */
  public HttpResponse<byte[]> send(HttpRequest request, byte[] body)
      throws IOException, InterruptedException {
    HttpTransport.requireConfidential(request.uri());
    RequestCredentials.RetryState retries = credentials.new RetryState();
    while (true) {
      Optional<AccessToken> token = credentials.token(AccessTokens.MAX_WAIT);
      HttpRequest.Builder prepared = withToken(request, body, token);
      HttpResponse<byte[]> response =
          exchange(
              retries
                  .signer()
                  .map(signer -> signer.sign(prepared, body))
                  .orElseGet(prepared::build));
      if (response.statusCode() / 100 == 2) {
        retries.succeeded();
      }
      Optional<Unauthorized> refusal = Unauthorized.of(response);
      if (refusal.isEmpty() || !retries.shouldRetry(refusal.get(), token)) {
        return response;
      }
    }
  }

  private static HttpRequest.Builder withToken(
      HttpRequest request, byte[] body, Optional<AccessToken> token) {
    HttpRequest.Builder prepared =
        HttpRequest.newBuilder(request, (name, value) -> true)
            .method(request.method(), BodyPublishers.ofByteArray(body));
    token.ifPresent(bearer -> prepared.setHeader("Authorization", bearer.authorization()));
    return prepared;
  }

  private HttpResponse<byte[]> exchange(HttpRequest request)
      throws IOException, InterruptedException {
    Duration timeout = request.timeout().orElse(TIMEOUT);
    try {
      return HttpTransport.send(http, request, timeout, MAX_RESPONSE_BYTES).get();
    } catch (ExecutionException failed) {
      throw switch (failed.getCause()) {
        case TimeoutException slow ->
            new HttpTimeoutException("no complete response in " + timeout);
        case IOException failure -> failure;
        case null, default -> new IOException("the request failed", failed.getCause());
      };
    }
  }

  @Override
  public String toString() {
    return "PosternClient[" + credentials + "]";
  }
}
