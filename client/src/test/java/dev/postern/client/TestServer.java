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

/** A real HTTP server: it keeps what it receives, and answers as the test says. */
final class TestServer implements AutoCloseable {

  /** An answer. No status at all closes the connection instead. */
  record Answer(int status, String body, Map<String, String> headers) {
    static final Answer NONE = of(0, "");

    static Answer of(int status, String body) {
      return new Answer(status, body, Map.of());
    }

    /** A refusal of contract §7. */
    static Answer problem(String reason, String more) {
      return of(401, "{\"status\":401,\"reason\":\"%s\"%s}".formatted(reason, more));
    }

    Answer with(String name, String value) {
      Map<String, String> all = new HashMap<>(headers);
      all.put(name, value);
      return new Answer(status, body, all);
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Verifier.Received> received = new CopyOnWriteArrayList<>();
  private volatile Function<Verifier.Received, Answer> answers;

  TestServer(Function<Verifier.Received, Answer> answers) {
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

  /** One that takes requests and says nothing. */
  static TestServer standingStillUntil(CountDownLatch over) {
    return new TestServer(
        request -> {
          try {
            over.await();
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          }
          return Answer.NONE;
        });
  }

  void answers(Function<Verifier.Received, Answer> other) {
    answers = other;
  }

  URI uri(String target) {
    return URI.create("http://localhost:" + server.getAddress().getPort() + target);
  }

  List<Verifier.Received> received() {
    return List.copyOf(received);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> headers = new HashMap<>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> headers.put(name, String.join(", ", values)));
      URI target = exchange.getRequestURI();
      Verifier.Received request =
          new Verifier.Received(
              exchange.getRequestMethod(),
              headers.getOrDefault("Host", ""),
              target.getRawPath(),
              Optional.ofNullable(target.getRawQuery()).orElse(""),
              headers,
              exchange.getRequestBody().readAllBytes());
      received.add(request);
      Answer answer = answers.apply(request);
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
