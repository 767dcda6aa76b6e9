package dev.postern.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A real HTTP server that records what it receives and responds as the test says. */
final class TestServer implements AutoCloseable {

  /** A response. An empty one closes the connection instead. */
  record CannedResponse(int status, String body, Map<String, String> headers) {
    static final CannedResponse NONE = of(0, "");

    static CannedResponse of(int status, String body) {
      return new CannedResponse(status, body, Map.of());
    }

    /** A refusal in Postern's format. */
    static CannedResponse problem(String reason, String more) {
      return of(401, "{\"status\":401,\"reason\":\"%s\"%s}".formatted(reason, more));
    }

    CannedResponse with(String name, String value) {
      Map<String, String> all = new HashMap<>(headers);
      all.put(name, value);
      return new CannedResponse(status, body, all);
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<IndependentVerifier.Received> received = new CopyOnWriteArrayList<>();
  private volatile Function<IndependentVerifier.Received, CannedResponse> answers;

  TestServer(Function<IndependentVerifier.Received, CannedResponse> answers) {
    this.answers = answers;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** A server that accepts requests and never responds. */
  static TestServer standingStillUntil(CountDownLatch over) {
    return new TestServer(
        request -> {
          try {
            over.await();
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          }
          return CannedResponse.NONE;
        });
  }

  void answers(Function<IndependentVerifier.Received, CannedResponse> other) {
    answers = other;
  }

  URI uri(String target) {
    return URI.create("http://localhost:" + server.getAddress().getPort() + target);
  }

  List<IndependentVerifier.Received> received() {
    return List.copyOf(received);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> headers = new HashMap<>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> headers.put(name, String.join(", ", values)));
      URI target = exchange.getRequestURI();
      IndependentVerifier.Received request =
          new IndependentVerifier.Received(
              exchange.getRequestMethod(),
              headers.getOrDefault("Host", ""),
              target.getRawPath(),
              Optional.ofNullable(target.getRawQuery()).orElse(""),
              headers,
              exchange.getRequestBody().readAllBytes());
      received.add(request);
      CannedResponse answer = answers.apply(request);
      if (answer.status() != 0) {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
