package dev.postern.client;

import dev.postern.client.Grant.Granted;
import dev.postern.client.Grant.Lost;
import dev.postern.client.Grant.Refused;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Asks for tokens (RFC 6749 §4.4, §6), and again if an answer is lost.
 *
 * <p>Repeating a refresh is safe inside the server's grace of ten seconds: the same refresh token
 * gets the same answer, octet by octet. After it the repetition would look like theft and end the
 * login, so no attempt begins later than {@link #LAST_ATTEMPT}.
 */
final class TokenEndpoint {
  static final Duration TIMEOUT = Duration.ofSeconds(2);
  static final Duration LAST_ATTEMPT = Duration.ofSeconds(7);

  private static final int ATTEMPTS = 3;
  private static final Duration PAUSE = Duration.ofMillis(150);
  private static final long MAX_ANSWER = 65_536;

  private final ClientCredentials self;
  private final HttpClient http;
  private final Clocks clocks;
  private final Duration timeout;
  private final Refusals refusals;

  TokenEndpoint(ClientCredentials self, HttpClient http, Clocks clocks, Duration timeout) {
    this.self = self;
    this.http = Exchange.mustStay(http);
    this.clocks = clocks;
    this.timeout = timeout;
    this.refusals = new Refusals(self);
  }

  /** By a refresh token, presented within its time. */
  CompletableFuture<Grant> refresh(RefreshToken token) {
    Map<String, String> form =
        Map.of("grant_type", "refresh_token", "refresh_token", token.value().reveal());
    return ask(request(form), 1, token::mayBePresented);
  }

  /** By the client's own secret. */
  CompletableFuture<Grant> fetch() {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "client_credentials");
    if (!self.scopes().isEmpty()) {
      form.put("scope", String.join(" ", self.scopes()));
    }
    Moment begun = clocks.now();
    return ask(request(form), 1, now -> now.since(begun).compareTo(LAST_ATTEMPT) < 0);
  }

  private CompletableFuture<Grant> ask(HttpRequest request, int attempt, Predicate<Moment> inTime) {
    return Exchange.send(http, request, timeout, MAX_ANSWER)
        .handle(
            (answer, failure) ->
                failure == null ? read(answer) : refusals.unreachable(cause(failure)))
        .thenCompose(
            grant ->
                isWorthRepeating(grant) && attempt < ATTEMPTS
                    ? later(attempt)
                        .thenCompose(
                            paused ->
                                inTime.test(clocks.now())
                                    ? ask(request, attempt + 1, inTime)
                                    : CompletableFuture.completedFuture(grant))
                    : CompletableFuture.completedFuture(attempt == 1 ? grant : repeated(grant)));
  }

  private static boolean isWorthRepeating(Grant grant) {
    return grant instanceof Lost(PosternException failure) && failure.isTemporary();
  }

  /** After a lost answer a refusal does not tell what became of the first attempt. */
  private static Grant repeated(Grant grant) {
    return grant instanceof Refused refused && !refused.endsRefreshToken()
        ? new Lost(refused.failure())
        : grant;
  }

  private static CompletableFuture<Void> later(int attempt) {
    return CompletableFuture.runAsync(
        () -> {},
        CompletableFuture.delayedExecutor(PAUSE.toMillis() * attempt, TimeUnit.MILLISECONDS));
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private Grant read(HttpResponse<byte[]> answer) {
    Map<String, String> members = Json.members(answer.body());
    return answer.statusCode() == 200
        ? granted(members)
        : refusals.of(answer, members.getOrDefault("error", ""));
  }

  /** RFC 6749 §5.1. */
  private Grant granted(Map<String, String> answer) {
    Optional<Secret> token =
        Optional.ofNullable(answer.get("access_token"))
            .filter(text -> text.matches("[!-~]+"))
            .map(Secret::of);
    Optional<Duration> life =
        Optional.ofNullable(answer.get("expires_in"))
            .filter(text -> text.matches("[0-9]{1,9}"))
            .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    if (token.isEmpty() || life.isEmpty() || !"Bearer".equalsIgnoreCase(answer.get("token_type"))) {
      return refusals.notOurs();
    }
    Instant now = clocks.now().instant();
    return new Granted(
        new AccessToken(token.get(), now, now.plus(life.get())),
        Optional.ofNullable(answer.get("refresh_token")).map(Secret::of));
  }

  private HttpRequest request(Map<String, String> form) {
    return HttpRequest.newBuilder(self.tokenEndpoint())
        .timeout(timeout)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Accept", "application/json")
        .header("Authorization", basic())
        .POST(BodyPublishers.ofString(encode(form)))
        .build();
  }

  /** RFC 6749 §2.3.1: both are form-encoded first. */
  private String basic() {
    String pair = encode(self.clientId()) + ":" + encode(self.clientSecret().reveal());
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
  }

  private static String encode(Map<String, String> form) {
    return form.entrySet().stream()
        .map(field -> field.getKey() + "=" + encode(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
