package dev.postern.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Sends one HTTP request and receives its complete response in bounded time. */
final class HttpTransport {
  private static final Set<String> LOOPBACK_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

  private HttpTransport() {}

  /**
   * Fails if the complete response has not arrived in time. The JDK's own timeout ends at the
   * response header.
   */
  static CompletableFuture<HttpResponse<byte[]>> send(
      HttpClient http, HttpRequest request, Duration timeout, long maxResponseBytes) {
    CompletableFuture<HttpResponse<byte[]>> response =
        http.sendAsync(request, BoundedBody.ofAtMost(maxResponseBytes));
    return response
        .copy()
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete(
            (received, failure) -> {
              if (failure != null) {
                response.cancel(true);
              }
            });
  }

  /** Requires TLS for credentials; plain HTTP is allowed to loopback only. */
  static void requireConfidential(URI url) {
    String host = url.getHost();
    if (host == null) {
      throw new IllegalArgumentException("the URL has no host; expected https://host/path");
    }
    boolean overTls = "https".equalsIgnoreCase(url.getScheme());
    boolean toLoopback = "http".equalsIgnoreCase(url.getScheme()) && LOOPBACK_HOSTS.contains(host);
    if (!overTls && !toLoopback) {
      throw new IllegalArgumentException(
          "credentials are sent over https only, not to " + url.getScheme() + ":");
    }
  }

  /**
   * Requires an HTTP client that does not follow redirects, because a redirect would send
   * credentials to another server.
   */
  static HttpClient requireNoRedirects(HttpClient http) {
    if (http.followRedirects() != HttpClient.Redirect.NEVER) {
      throw new IllegalArgumentException(
          "the HttpClient must not follow redirects: a redirect would send credentials to another"
              + " server");
    }
    return http;
  }
}
