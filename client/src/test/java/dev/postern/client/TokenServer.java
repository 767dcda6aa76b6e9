package dev.postern.client;

import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A token endpoint that numbers its tokens; a test can set other responses. */
final class TokenServer implements AutoCloseable {
  private final AtomicInteger issued = new AtomicInteger();
  private final Queue<TestServer.CannedResponse> next = new ConcurrentLinkedQueue<>();
  private final TestServer server = new TestServer(this::answer);
  private volatile boolean refreshing;

  /** From now on, responses contain refresh tokens. */
  void refreshing() {
    refreshing = true;
  }

  /** Sets the next responses; after them it issues tokens again. */
  void next(TestServer.CannedResponse... answers) {
    next.addAll(Arrays.asList(answers));
  }

  ClientCredentials client(String... scopes) {
    return new ClientCredentials(
        server.uri("/oauth/token"), "client:1", Secret.of("canary %+ä"), Set.of(scopes));
  }

  AccessTokens tokens(AdjustableClock clock) {
    return tokens(clock, Duration.ofSeconds(2));
  }

  AccessTokens tokens(AdjustableClock clock, Duration timeout) {
    return tokens(clock.clocks(), timeout);
  }

  AccessTokens tokens(Clocks clocks, Duration timeout) {
    return new AccessTokens(
        new TokenEndpoint(client(), HttpClient.newHttpClient(), clocks, timeout), clocks);
  }

  /** The forms received. */
  List<Map<String, String>> forms() {
    return server.received().stream().map(TokenServer::form).toList();
  }

  List<IndependentVerifier.Received> received() {
    return server.received();
  }

  private TestServer.CannedResponse answer(IndependentVerifier.Received request) {
    TestServer.CannedResponse canned = next.poll();
    if (canned != null) {
      return canned;
    }
    int number = issued.incrementAndGet();
    return TestServer.CannedResponse.of(
        200,
        "{\"access_token\":\"token-%d\",\"token_type\":\"Bearer\",\"expires_in\":1000%s}"
            .formatted(number, refreshing ? ",\"refresh_token\":\"refresh-" + number + "\"" : ""));
  }

  private static Map<String, String> form(IndependentVerifier.Received request) {
    Map<String, String> form = new HashMap<>();
    for (String field : new String(request.body(), StandardCharsets.UTF_8).split("&")) {
      String[] pair = field.split("=", 2);
      form.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
    }
    return form;
  }

  @Override
  public void close() {
    server.close();
  }
}
