package dev.postern.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One request and its whole answer, in bounded time. */
final class Exchange {
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

  private Exchange() {}

  /** Fails unless the whole answer is there in time; the JDK's own time-out ends at its headers. */
  static CompletableFuture<HttpResponse<byte[]>> send(
      HttpClient http, HttpRequest request, Duration timeout, long maxAnswer) {
    CompletableFuture<HttpResponse<byte[]>> exchange =
        http.sendAsync(request, BoundedBody.ofAtMost(maxAnswer));
    return exchange
        .copy()
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete(
            (answer, failure) -> {
              if (failure != null) {
                exchange.cancel(true);
              }
            });
  }

  /** A credential goes over TLS only; within this very machine over plain HTTP, too. */
  static void mustBeConfidential(URI address) {
    String host = address.getHost();
    if (host == null) {
      throw new IllegalArgumentException("the address names no host: https://host/path is wanted");
    }
    boolean overTls = "https".equalsIgnoreCase(address.getScheme());
    boolean within = "http".equalsIgnoreCase(address.getScheme()) && THIS_MACHINE.contains(host);
    if (!overTls && !within) {
      throw new IllegalArgumentException(
          "credentials are sent over https only, not to " + address.getScheme() + ":");
    }
  }

  /** A client that follows redirects takes credentials with it, to wherever it is sent. */
  static HttpClient mustStay(HttpClient http) {
    if (http.followRedirects() != HttpClient.Redirect.NEVER) {
      throw new IllegalArgumentException(
          "give an HttpClient that follows no redirects: it would carry credentials elsewhere");
    }
    return http;
  }
}
