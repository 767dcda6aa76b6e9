package dev.postern.client;

import dev.postern.client.TokenOutcome.Issued;
import dev.postern.client.TokenOutcome.Rejected;
import dev.postern.client.TokenOutcome.Unknown;
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
 * Requests tokens (RFC 6749 §4.4, §6), and retries if a response is lost.
 *
 * <p>A refresh can be repeated safely within the server's grace period of ten seconds: the same
 * refresh token gets the same response, byte for byte. After that, the server would treat the
 * repetition as theft and end the login, so no attempt starts later than {@link #LAST_ATTEMPT}.
 */
final class TokenEndpoint {
  static final Duration TIMEOUT = Duration.ofSeconds(2);
  static final Duration LAST_ATTEMPT = Duration.ofSeconds(7);

  private static final int ATTEMPTS = 3;
  private static final Duration BACKOFF = Duration.ofMillis(150);
  private static final long MAX_RESPONSE_BYTES = 65_536;

  private final ClientCredentials client;
  private final HttpClient http;
  private final Clocks clocks;
  private final Duration timeout;
  private final TokenErrors errors;

  TokenEndpoint(ClientCredentials client, HttpClient http, Clocks clocks, Duration timeout) {
    this.client = client;
    this.http = HttpTransport.requireNoRedirects(http);
    this.clocks = clocks;
    this.timeout = timeout;
    this.errors = new TokenErrors(client);
  }

  /**
   * Requests a token with a refresh token (RFC 6749 §6), within the time in which it may be
   * presented.
   */
  CompletableFuture<TokenOutcome> refresh(RefreshToken token) {
    Map<String, String> form =
        Map.of("grant_type", "refresh_token", "refresh_token", token.value().reveal());
    return attempt(request(form), 1, token::mayBePresented);
  }

  /** Requests a token with the client secret (RFC 6749 §4.4). */
  CompletableFuture<TokenOutcome> fetch() {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "client_credentials");
    if (!client.scopes().isEmpty()) {
      form.put("scope", String.join(" ", client.scopes()));
    }
    ClockReading started = clocks.now();
    return attempt(request(form), 1, now -> now.since(started).compareTo(LAST_ATTEMPT) < 0);
  }

  private CompletableFuture<TokenOutcome> attempt(
      HttpRequest request, int number, Predicate<ClockReading> inTime) {
    return HttpTransport.send(http, request, timeout, MAX_RESPONSE_BYTES)
        .handle(
            (response, failure) ->
                failure == null ? read(response) : errors.unreachable(cause(failure)))
        .thenCompose(
            outcome ->
                isRetryable(outcome) && number < ATTEMPTS
                    ? backoff(number)
                        .thenCompose(
                            paused ->
                                inTime.test(clocks.now())
                                    ? attempt(request, number + 1, inTime)
                                    : CompletableFuture.completedFuture(outcome))
                    : CompletableFuture.completedFuture(
                        number == 1 ? outcome : afterRetry(outcome)));
  }

  private static boolean isRetryable(TokenOutcome outcome) {
    return outcome instanceof Unknown(PosternException failure) && failure.isTemporary();
  }

  /** If a response was lost, a later refusal does not say what the first attempt did. */
  private static TokenOutcome afterRetry(TokenOutcome outcome) {
    return outcome instanceof Rejected rejected && !rejected.endsRefreshToken()
        ? new Unknown(rejected.failure())
        : outcome;
  }

  private static CompletableFuture<Void> backoff(int attempt) {
    return CompletableFuture.runAsync(
        () -> {},
        CompletableFuture.delayedExecutor(BACKOFF.toMillis() * attempt, TimeUnit.MILLISECONDS));
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private TokenOutcome read(HttpResponse<byte[]> response) {
    Map<String, String> members = Json.members(response.body());
    return response.statusCode() == 200
        ? issued(members)
        : errors.of(response, members.getOrDefault("error", ""));
  }

  /** Reads a successful response (RFC 6749 §5.1). */
  private TokenOutcome issued(Map<String, String> response) {
    Optional<Secret> token =
        Optional.ofNullable(response.get("access_token"))
            .filter(text -> text.matches("[!-~]+"))
            .map(Secret::of);
    Optional<Duration> lifetime =
        Optional.ofNullable(response.get("expires_in"))
            .filter(text -> text.matches("[0-9]{1,9}"))
            .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    if (token.isEmpty()
        || lifetime.isEmpty()
        || !"Bearer".equalsIgnoreCase(response.get("token_type"))) {
      return errors.notATokenResponse();
    }
    Instant now = clocks.now().instant();
    return new Issued(
        new AccessToken(token.get(), now, now.plus(lifetime.get())),
        Optional.ofNullable(response.get("refresh_token")).map(Secret::of));
  }

  private HttpRequest request(Map<String, String> form) {
    return HttpRequest.newBuilder(client.tokenEndpoint())
        .timeout(timeout)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Accept", "application/json")
        .header("Authorization", basic())
        .POST(BodyPublishers.ofString(encode(form)))
        .build();
  }

  /** Both parts are form-encoded first (RFC 6749 §2.3.1). */
  private String basic() {
    String pair = encode(client.clientId()) + ":" + encode(client.clientSecret().reveal());
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
