package dev.postern.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTokensTest {
  private static final int THREADS = 32;
  private static final Duration LIFE = Duration.ofSeconds(1000);

  private final AdjustableClock clock = AdjustableClock.at(1_700_000_000);
  private final TokenServer server = new TokenServer();
  private final AccessTokens tokens = server.tokens(clock);

  @AfterEach
  void close() {
    server.close();
  }

  private static <T> List<Future<T>> inParallel(Callable<T> task) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      CountDownLatch together = new CountDownLatch(THREADS);
      List<Future<T>> results = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        results.add(
            threads.submit(
                () -> {
                  together.countDown();
                  together.await();
                  return task.call();
                }));
      }
      return results;
    }
  }

  /** Waits for the next token, which a background request may still be fetching. */
  private AccessToken next(AccessToken before) throws InterruptedException {
    AccessToken token = tokens.current();
    for (int i = 0; token.equals(before) && i < 500; i++) {
      TimeUnit.MILLISECONDS.sleep(10);
      token = tokens.current();
    }
    return token;
  }

  @Test
  void requestsTokenWithClientCredentialsAndBasicAuthentication() throws Exception {
    AccessToken token = tokens.current();

    assertThat(token.authorization()).isEqualTo("Bearer token-1");
    assertThat(token.expiresAt()).isEqualTo(clock.instant().plus(LIFE));
    assertThat(server.forms()).containsExactly(Map.of("grant_type", "client_credentials"));
    String basic = server.received().getFirst().header("Authorization").replace("Basic ", "");
    assertThat(new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8))
        .isEqualTo("client%3A1:canary+%25%2B%C3%A4");
  }

  @Test
  void requestsTheConfiguredScopes() throws Exception {
    AccessTokens.of(server.client("profile:read"), HttpClient.newHttpClient(), clock).current();
    assertThat(server.forms().getFirst()).containsEntry("scope", "profile:read");
  }

  @Test
  void threadsShareOneRequest() throws Exception {
    Set<String> seen = new HashSet<>();
    for (Future<AccessToken> token : inParallel(tokens::current)) {
      seen.add(token.get().value().reveal());
    }
    assertThat(seen).containsExactly("token-1");
    assertThat(server.received()).hasSize(1);
  }

  @Test
  void renewsInTheBackgroundWhenAFifthOfTheLifetimeIsLeft() throws Exception {
    AccessToken first = tokens.current();
    clock.advance(LIFE.multipliedBy(4).dividedBy(5).minusSeconds(1));
    assertThat(tokens.current()).isSameAs(first);
    assertThat(server.received()).hasSize(1);

    clock.advance(Duration.ofSeconds(1));
    assertThat(tokens.current()).isSameAs(first);
    assertThat(next(first).value().reveal()).isEqualTo("token-2");
    assertThat(server.received()).hasSize(2);
  }

  @Test
  void keepsTheValidTokenIfARenewalFails() throws Exception {
    AccessToken first = tokens.current();
    server.next(TestServer.CannedResponse.of(401, "{\"error\":\"invalid_client\"}"));
    clock.advance(LIFE.minusSeconds(1));
    assertThat(tokens.current()).isSameAs(first);
    for (int i = 0; server.received().size() < 2 && i < 500; i++) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertThat(tokens.current()).isSameAs(first);
    assertThat(server.received()).hasSize(2);
  }

  @Test
  void usesEachRefreshTokenOnce() throws Exception {
    server.refreshing();
    AccessToken first = tokens.current();
    clock.advance(LIFE);
    AccessToken second = next(first);
    clock.advance(LIFE);
    next(second);

    assertThat(server.forms())
        .containsExactly(
            Map.of("grant_type", "client_credentials"),
            Map.of("grant_type", "refresh_token", "refresh_token", "refresh-1"),
            Map.of("grant_type", "refresh_token", "refresh_token", "refresh-2"));
  }

  @Test
  void repeatsARefreshIdenticallyIfItsResponseIsLost() throws Exception {
    server.refreshing();
    AccessToken first = tokens.current();
    clock.advance(LIFE);
    server.next(TestServer.CannedResponse.NONE, TestServer.CannedResponse.of(503, ""));

    assertThat(tokens.current()).isNotEqualTo(first);
    assertThat(server.forms().subList(1, 4))
        .containsOnly(Map.of("grant_type", "refresh_token", "refresh_token", "refresh-1"));
    assertThat(server.received()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 503})
  void presentsARefreshTokenOfUnknownStateForSevenSeconds(int status) throws Exception {
    TestServer.CannedResponse lost = TestServer.CannedResponse.of(status, "");
    server.refreshing();
    tokens.current();
    clock.advance(LIFE);
    server.next(lost, lost, lost);
    assertThatThrownBy(tokens::current).isInstanceOf(PosternException.class);

    clock.advance(Duration.ofSeconds(7).minusMillis(1));
    server.next(lost, lost, lost);
    assertThatThrownBy(tokens::current).isInstanceOf(PosternException.class);
    assertThat(server.forms().getLast()).containsEntry("refresh_token", "refresh-1");

    clock.advance(Duration.ofSeconds(2));
    assertThat(tokens.current().value().reveal()).isEqualTo("token-2");
    assertThat(server.forms().getLast()).containsEntry("grant_type", "client_credentials");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          429 |
          400 | {"error":"invalid_scope"}
          401 | {"error":"invalid_client"}
          404 | <html>
          """)
  void keepsTheRefreshTokenIfARefreshIsRefused(int status, @Nullable String body) throws Exception {
    server.refreshing();
    tokens.current();
    clock.advance(LIFE);
    server.next(
        TestServer.CannedResponse.of(status, body == null ? "" : body).with("Retry-After", "20"));
    assertThatThrownBy(tokens::current).isInstanceOf(PosternException.class);
    assertThat(server.received()).hasSize(2);

    if (status == 429) {
      clock.advance(Duration.ofSeconds(19));
      assertThatThrownBy(tokens::current).isInstanceOf(PosternException.class);
      assertThat(server.received()).hasSize(2);
    }
    clock.advance(Duration.ofSeconds(20));
    assertThat(tokens.current().value().reveal()).isEqualTo("token-2");
    assertThat(server.forms().getLast())
        .isEqualTo(Map.of("grant_type", "refresh_token", "refresh_token", "refresh-1"));
  }

  @Test
  void treatsTheRefreshTokenAsUnknownAfterALostResponseAndARefusal() throws Exception {
    server.refreshing();
    tokens.current();
    clock.advance(LIFE);
    server.next(TestServer.CannedResponse.NONE, TestServer.CannedResponse.of(429, ""));
    assertThatThrownBy(tokens::current).isInstanceOf(PosternException.class);

    clock.advance(Duration.ofSeconds(7));
    assertThat(tokens.current().value().reveal()).isEqualTo("token-2");
    assertThat(server.forms().getLast()).containsEntry("grant_type", "client_credentials");
  }

  @Test
  void doesNotPresentAnEndedRefreshTokenAgain() throws Exception {
    server.refreshing();
    tokens.current();
    clock.advance(LIFE);
    server.next(
        TestServer.CannedResponse.NONE,
        TestServer.CannedResponse.of(400, "{\"error\":\"invalid_grant\"}"),
        TestServer.CannedResponse.of(429, ""));
    assertThatThrownBy(tokens::current).isInstanceOf(PosternException.class);
    clock.advance(Duration.ofSeconds(1));
    tokens.current();
    assertThat(server.forms().stream().map(form -> form.get("grant_type")))
        .containsExactly(
            "client_credentials",
            "refresh_token",
            "refresh_token",
            "client_credentials",
            "client_credentials");
  }

  @ParameterizedTest
  @ValueSource(strings = {"invalid_grant", "unauthorized_client", "unsupported_grant_type"})
  void usesTheClientSecretWhenTheRefreshTokenHasEnded(String error) throws Exception {
    server.refreshing();
    tokens.current();
    clock.advance(LIFE);
    server.next(TestServer.CannedResponse.of(400, "{\"error\":\"%s\"}".formatted(error)));

    assertThat(tokens.current().value().reveal()).isEqualTo("token-2");
    assertThat(server.forms().stream().map(form -> form.get("grant_type")))
        .containsExactly("client_credentials", "refresh_token", "client_credentials");
  }

  @Test
  void doesNotRetryForADisabledClient() throws Exception {
    server.refreshing();
    tokens.current();
    clock.advance(LIFE);
    server.next(TestServer.CannedResponse.of(401, "{\"error\":\"invalid_client\"}"));
    assertThatThrownBy(tokens::current).isInstanceOf(PosternException.class);
    assertThat(server.received()).hasSize(2);
  }

  @Test
  void replacesARefusedTokenOnceForAllThreads() throws Exception {
    AccessToken first = tokens.current();
    clock.advance(Duration.ofSeconds(1));
    Set<String> seen = new HashSet<>();
    for (Future<AccessToken> token :
        inParallel(
            () -> {
              assertThat(tokens.discard(first)).isTrue();
              return tokens.current();
            })) {
      seen.add(token.get().value().reveal());
    }
    assertThat(seen).containsExactly("token-2");
    assertThat(server.received()).hasSize(2);
  }

  @Test
  void keepsATokenThatIsRefusedImmediately() throws Exception {
    AccessToken first = tokens.current();
    clock.advance(Duration.ofMillis(999));
    assertThat(tokens.discard(first)).isFalse();
    assertThat(tokens.current()).isSameAs(first);
  }

  @Test
  void backsOffExponentiallyAfterFailures() throws Exception {
    TestServer.CannedResponse refused =
        TestServer.CannedResponse.of(401, "{\"error\":\"invalid_client\"}");
    server.next(refused, refused, refused);
    int asked = 0;
    for (int pause : new int[] {1, 2, 4}) {
      for (Future<AccessToken> failed : inParallel(tokens::current)) {
        assertThatThrownBy(failed::get).hasCauseInstanceOf(PosternException.class);
      }
      assertThat(server.received()).hasSize(++asked);
      clock.advance(Duration.ofSeconds(pause).minusMillis(1));
      assertThatThrownBy(tokens::current).isInstanceOf(PosternException.class);
      assertThat(server.received()).hasSize(asked);
      clock.advance(Duration.ofMillis(1));
    }
    assertThat(tokens.current().value().reveal()).isEqualTo("token-1");
  }

  @Test
  void honoursRetryAfter() throws Exception {
    server.next(TestServer.CannedResponse.of(429, "").with("Retry-After", "20"));
    PosternException busy = catchThrowableOfType(PosternException.class, tokens::current);
    assertThat(busy.isTemporary()).isTrue();
    clock.advance(Duration.ofSeconds(19));
    assertThatThrownBy(tokens::current).isInstanceOf(PosternException.class);
    assertThat(server.received()).hasSize(1);
    clock.advance(Duration.ofSeconds(1));
    assertThat(tokens.current().value().reveal()).isEqualTo("token-1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          401 | {"error":"invalid_client"}      | invalid_client      | the id or the secret is wrong
          400 | {"error":"unauthorized_client"} | unauthorized_client | an operator must register it
          400 | {"error":"invalid_scope"}       | invalid_scope       | not have all of the requested scopes
          404 | <html>                          | refused             | is this the URL
          302 | {}                              | refused             | is this the URL
          400 | {"error":"A\\u0000B"}           | refused             | is this the URL
          200 | {"token_type":"Bearer"}         | not_a_token_endpoint | is it the address
          200 | {"access_token":"a","token_type":"mac","expires_in":9}      | not_a_token_endpoint | is it
          200 | {"access_token":"a b","token_type":"Bearer","expires_in":9} | not_a_token_endpoint | is it
          200 | {"access_token":"a","token_type":"Bearer"}                  | not_a_token_endpoint | is it
          200 | {"access_token":"a","token_type":"Bearer","expires_in":-1}  | not_a_token_endpoint | is it
          200 | {"access_token":"a","access_token":"b","token_type":"Bearer","expires_in":9} | not_a_token_endpoint | is it
          200 | [1]                             | not_a_token_endpoint | is it
          """)
  void messageOfARefusalSaysHowToFixIt(int status, String body, String reason, String advice) {
    server.next(TestServer.CannedResponse.of(status, body));
    PosternException refusal = catchThrowableOfType(PosternException.class, tokens::current);
    assertThat(refusal).hasMessageContaining(advice);
    assertThat(refusal.reason()).isEqualTo(reason);
    assertThat(refusal.isTemporary()).isFalse();
    assertThat(server.received()).hasSize(1);
    assertHidesSecrets(refusal);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504, 408})
  void attemptsThreeTimesDuringAnOutage(int status) {
    TestServer.CannedResponse out = TestServer.CannedResponse.of(status, "");
    server.next(out, out, out);
    PosternException outage = catchThrowableOfType(PosternException.class, tokens::current);
    assertThat(outage.reason()).isEqualTo("temporarily_unavailable");
    assertThat(outage.isTemporary()).isTrue();
    assertThat(server.received()).hasSize(3);
    assertHidesSecrets(outage);
  }

  @Test
  void timesOutIfTheServerDoesNotRespond() {
    CountDownLatch over = new CountDownLatch(1);
    try (TestServer still = TestServer.standingStillUntil(over)) {
      ClientCredentials self =
          new ClientCredentials(still.uri("/"), "c", Secret.of("canary"), Set.of());
      AccessTokens slow =
          new AccessTokens(
              new TokenEndpoint(
                  self, HttpClient.newHttpClient(), clock.clocks(), Duration.ofMillis(50)),
              clock.clocks());
      PosternException outage = catchThrowableOfType(PosternException.class, slow::current);
      assertThat(outage.reason()).isEqualTo("unreachable");
      assertThat(outage).hasMessageContaining("did not answer in time");
      assertHidesSecrets(outage);
      over.countDown();
    }
  }

  @Test
  @Timeout(10)
  void completesAllWaitersIfTheRequestThrows() {
    AccessTokens broken =
        new AccessTokens(
            new TokenEndpoint(
                server.client(),
                HttpClient.newHttpClient(),
                Clocks.of(
                    () -> {
                      throw new IllegalStateException("no time");
                    }),
                Duration.ofSeconds(2)),
            clock.clocks());
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(broken::current)
          .isInstanceOf(PosternException.class)
          .hasRootCauseMessage("no time");
      clock.advance(Duration.ofSeconds(30));
    }
  }

  @Test
  void boundsTheWaitForAnotherThreadsRenewal() {
    CountDownLatch over = new CountDownLatch(1);
    try (TestServer still = TestServer.standingStillUntil(over)) {
      AccessTokens slow =
          AccessTokens.of(
              new ClientCredentials(still.uri("/"), "c", Secret.of("canary"), Set.of()),
              HttpClient.newHttpClient(),
              clock);
      for (int i = 0; i < 2; i++) {
        PosternException late =
            catchThrowableOfType(PosternException.class, () -> slow.current(Duration.ofMillis(50)));
        assertThat(late).hasMessageContaining("still being fetched");
        assertThat(late.isTemporary()).isTrue();
      }
      over.countDown();
    }
  }

  @Test
  void rejectsAnEndlessResponse() {
    String endless = "x".repeat(70_000);
    server.next(
        TestServer.CannedResponse.of(200, endless),
        TestServer.CannedResponse.of(200, endless),
        TestServer.CannedResponse.of(200, endless));
    assertThatThrownBy(tokens::current)
        .isInstanceOf(PosternException.class)
        .hasRootCauseMessage("the response is longer than this client reads");
  }

  @Test
  void reportsAnUnreachableServer() {
    server.close();
    assertThatThrownBy(tokens::current)
        .isInstanceOf(PosternException.class)
        .hasMessageContaining("the connection failed");
  }

  @Test
  void rejectsPlainHttpToAnotherHost() {
    assertThatThrownBy(
            () ->
                new ClientCredentials(
                    URI.create("http://auth.example.com/oauth/token"),
                    "c",
                    Secret.of("canary"),
                    Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https only");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://localhost/oauth/token",
        "ws://127.0.0.1/",
        "//localhost/oauth/token",
        "/oauth/token",
        "https:///oauth/token",
        "https:oauth",
        "http://localhost.example.com/",
        "file:///oauth/token"
      })
  void rejectsInvalidTokenEndpointUrl(String address) {
    assertThatThrownBy(
            () -> new ClientCredentials(URI.create(address), "c", Secret.of("canary"), Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://a/", "HTTPS://a/", "http://localhost:1/", "http://[::1]/"})
  void acceptsTlsOrLoopback(String address) {
    assertThat(new ClientCredentials(URI.create(address), "c", Secret.of("canary"), Set.of()))
        .isNotNull();
  }

  @Test
  void rejectsEmptyClientIdOrSecret() {
    assertThatThrownBy(
            () -> new ClientCredentials(URI.create("https://a/"), "", Secret.of("x"), Set.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rejectsHttpClientThatFollowsRedirects() {
    HttpClient following =
        HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS).build();
    assertThatThrownBy(() -> AccessTokens.of(server.client(), following, clock))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("redirects");
  }

  @Test
  void toStringAndMessagesOmitSecrets() throws Exception {
    AccessToken token = tokens.current();
    assertThat("" + token + tokens + server.client() + new RequestCredentials(null, tokens))
        .doesNotContain("canary", "token-1");
    assertThat("" + new TokenOutcome.Issued(token, java.util.Optional.of(Secret.of("refresh-1"))))
        .doesNotContain("refresh-1", "token-1");
  }

  private static void assertHidesSecrets(Throwable failure) {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    assertThat(trace.toString()).doesNotContain("canary", "token-1", "refresh-1");
  }
}
