package dev.postern.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link AccessTokens} while the token endpoint refuses, fails or does not respond. */
class AccessTokensFailureTest extends AccessTokensFixture {
  @Test
  void backsOffExponentiallyAfterFailures() throws Exception {
    TestServer.CannedResponse refused =
        TestServer.CannedResponse.of(401, "{\"error\":\"invalid_client\"}");
    server.next(refused, refused, refused);
    int requests = 0;
    for (int pause : new int[] {1, 2, 4}) {
      for (Future<AccessToken> failed : Simultaneously.run(tokens::current)) {
        assertThatThrownBy(failed::get).hasCauseInstanceOf(PosternException.class);
      }
      assertThat(server.received()).hasSize(++requests);
      clock.advance(Duration.ofSeconds(pause).minusMillis(1));
      assertThatThrownBy(tokens::current).isInstanceOf(PosternException.class);
      assertThat(server.received()).hasSize(requests);
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
          200 | {"token_type":"Bearer"}         | not_a_token_endpoint | is it the URL
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
      assertThat(outage).hasMessageContaining("did not respond in time");
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

  private static void assertHidesSecrets(Throwable failure) {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    assertThat(trace.toString()).doesNotContain("canary", "token-1", "refresh-1");
  }
}
