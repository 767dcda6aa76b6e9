package dev.postern.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postern.client.TestServer.CannedResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs over real connections, against a server that computes signatures independently. */
class PosternClientTest {
  private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);
  private static final byte[] KEY =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
  private static final long NOW = 1_700_000_000;
  private static final IndependentVerifier VERIFIER = new IndependentVerifier(KEY);

  private final AdjustableClock clock = AdjustableClock.at(NOW);
  private final TestServer server = new TestServer(request -> CannedResponse.of(200, "done"));
  private final TokenServer auth = new TokenServer();
  private final AccessTokens tokens = auth.tokens(clock);
  private final SignedRequests signer = SignedRequests.of("key-1", Secret.of(KEY), clock);
  private final PosternClient plain = PosternClient.of(HttpClient.newHttpClient());

  @AfterEach
  void close() {
    server.close();
    auth.close();
  }

  private HttpRequest request() {
    return HttpRequest.newBuilder(server.uri("/getprofile?a=1&b=%20x"))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.noBody())
        .build();
  }

  /** Refuses timestamps outside the window around this time, as Postern does. */
  private static CannedResponse inWindow(
      IndependentVerifier.Received request, long now, String serverTime) {
    long stamped = Long.parseLong(request.header("X-Timestamp"));
    return Math.abs(now - stamped) <= 300 && VERIFIER.acceptsV3(request)
        ? CannedResponse.of(200, "done")
        : CannedResponse.problem("timestamp_out_of_window", serverTime);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP_1_1", "HTTP_2"})
  void receivedRequestMatchesTheSignature(HttpClient.Version version) throws Exception {
    PosternClient client =
        PosternClient.of(HttpClient.newBuilder().version(version).build()).signing(signer);
    server.answers(request -> CannedResponse.of(VERIFIER.acceptsV3(request) ? 200 : 401, ""));

    assertThat(client.send(request(), BODY).statusCode()).isEqualTo(200);
    assertThat(
            client
                .send(HttpRequest.newBuilder(server.uri("/a/../b;c//d?")).build(), new byte[0])
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void receivedRequestMatchesTheRfc9421Signature() throws Exception {
    server.answers(request -> CannedResponse.of(VERIFIER.acceptsRfc9421(request) ? 200 : 401, ""));
    PosternClient client = plain.signing(signer.asRfc9421());
    assertThat(client.send(request(), BODY).statusCode()).isEqualTo(200);
    assertThat(client.send(request(), new byte[0]).statusCode()).isEqualTo(200);
  }

  @Test
  void sendsTheRequestUnchangedWithoutCredentials() throws Exception {
    HttpResponse<byte[]> answer = plain.send(request(), BODY);
    assertThat(answer.body()).asString().isEqualTo("done");
    assertThat(server.received().getFirst().headers())
        .doesNotContainKeys("Authorization", "X-Signature");
  }

  @Test
  void signsAgainWithTheServersTime() throws Exception {
    long server = NOW + 540;
    this.server.answers(request -> inWindow(request, server, ",\"server_time\":" + server));
    PosternClient client = plain.signing(signer);

    assertThat(client.send(request(), BODY).statusCode()).isEqualTo(200);
    assertThat(signer.time().skew()).isEqualTo(Duration.ofMinutes(9));
    assertThat(this.server.received()).hasSize(2);
    assertThat(this.server.received().stream().map(request -> request.header("X-Nonce")))
        .doesNotHaveDuplicates();

    assertThat(client.send(request(), BODY).statusCode()).isEqualTo(200);
    assertThat(this.server.received()).hasSize(3);
  }

  /** The server's Date is correct, so the client's clock is wrong. */
  private static SignedRequests ahead(Duration by) {
    return SignedRequests.of("key-1", Secret.of(KEY), Clock.offset(Clock.systemUTC(), by));
  }

  @Test
  void usesTheDateOfARefusal() throws Exception {
    SignedRequests ahead = ahead(Duration.ofMinutes(8));
    server.answers(request -> inWindow(request, Instant.now().getEpochSecond(), ""));
    assertThat(plain.signing(ahead).send(request(), BODY).statusCode()).isEqualTo(200);
    assertThat(server.received()).hasSize(2);
    assertThat(ahead.time().skew()).isCloseTo(Duration.ofMinutes(-8), Duration.ofSeconds(30));
  }

  @Test
  void ignoresTheDateOfOtherResponses() throws Exception {
    SignedRequests ahead = ahead(Duration.ofMinutes(8));
    plain.signing(ahead).send(request(), BODY);
    server.answers(request -> CannedResponse.problem("signature_invalid", ""));
    plain.signing(ahead).send(request(), BODY);
    assertThat(ahead.time().skew()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"7201, 7201 s", "-7201, 7201 s", "86399, 86399 s"})
  void reportsAClockDifferenceThatIsTooLarge(long seconds, String said) {
    server.answers(
        request ->
            CannedResponse.problem(
                "timestamp_out_of_window", ",\"server_time\":" + (NOW + seconds)));
    PosternException refusal =
        catchThrowableOfType(
            PosternException.class, () -> plain.signing(signer).send(request(), BODY));
    assertThat(refusal).hasMessageContaining(said);
    assertThat(refusal.reason()).isEqualTo("clock_skew");
    assertThat(server.received()).hasSize(1);
    assertThat(signer.time().skew()).isZero();
  }

  @Test
  void oneWrongResponseDoesNotAffectOtherRequests() throws Exception {
    server.answers(
        request ->
            inWindow(request, NOW, ",\"server_time\":" + (NOW + 540)).status() == 200
                ? CannedResponse.problem(
                    "timestamp_out_of_window", ",\"server_time\":" + (NOW + 540))
                : inWindow(request, NOW, ""));
    assertThat(plain.signing(signer).send(request(), BODY).statusCode()).isEqualTo(401);
    assertThat(server.received()).hasSize(2);
    assertThat(signer.time().skew()).isZero();

    server.answers(request -> inWindow(request, NOW, ""));
    assertThat(plain.signing(signer).send(request(), BODY).statusCode()).isEqualTo(200);
    assertThat(server.received()).hasSize(3);
  }

  @Test
  void doesNotAdoptATimeThatDidNotHelp() throws Exception {
    server.answers(
        request ->
            request.header("X-Timestamp").equals("" + NOW)
                ? CannedResponse.problem(
                    "timestamp_out_of_window", ",\"server_time\":" + (NOW + 540))
                : CannedResponse.of(503, ""));
    assertThat(plain.signing(signer).send(request(), BODY).statusCode()).isEqualTo(503);
    assertThat(signer.time().skew()).isZero();
  }

  @Test
  void returnsARefusalWithoutATime() throws Exception {
    server.answers(
        request -> CannedResponse.problem("timestamp_out_of_window", ",\"server_time\":\"noon\""));
    assertThat(plain.signing(signer).send(request(), BODY).statusCode()).isEqualTo(401);
    assertThat(server.received()).hasSize(1);
  }

  @Test
  void correctsTheTimeOnlyOnce() throws Exception {
    server.answers(
        request ->
            CannedResponse.problem("timestamp_out_of_window", ",\"server_time\":1700000500"));
    assertThat(plain.signing(signer).send(request(), BODY).statusCode()).isEqualTo(401);
    assertThat(server.received()).hasSize(2);
    assertThat(signer.time().skew()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bearer_revoked", "bearer_invalid", "bearer_expired"})
  void replacesARefusedTokenOnce(String reason) throws Exception {
    server.answers(
        request ->
            request.header("Authorization").equals("Bearer token-1")
                ? CannedResponse.problem(reason, "")
                : CannedResponse.of(200, ""));
    tokens.current();
    clock.advance(Duration.ofSeconds(1));

    assertThat(plain.bearing(tokens).send(request(), BODY).statusCode()).isEqualTo(200);
    assertThat(server.received().getLast().header("Authorization")).isEqualTo("Bearer token-2");
    assertThat(server.received().getLast().body()).isEqualTo(BODY);
    assertThat(auth.received()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {-2, 2})
  void replacesARefusedTokenAfterTheClockWasSet(int hours) throws Exception {
    server.answers(
        request ->
            request.header("Authorization").equals("Bearer token-1")
                ? CannedResponse.problem("bearer_expired", "")
                : CannedResponse.of(200, ""));
    tokens.current();
    clock.set(Duration.ofHours(hours));
    clock.advance(Duration.ofSeconds(1));

    assertThat(plain.bearing(tokens).send(request(), BODY).statusCode()).isEqualTo(200);
    assertThat(server.received()).hasSize(2);
    assertThat(auth.received()).hasSize(2);
  }

  @Test
  void boundsTokenRequestsIfTheServerRefusesEveryToken() throws Exception {
    server.answers(request -> CannedResponse.problem("bearer_revoked", ""));
    PosternClient client = plain.bearing(tokens);
    for (int i = 0; i < 20; i++) {
      assertThat(client.send(request(), BODY).statusCode()).isEqualTo(401);
    }
    assertThat(auth.received()).hasSize(1);
    assertThat(server.received()).hasSize(20);
    clock.advance(Duration.ofSeconds(1));
    for (int i = 0; i < 20; i++) {
      assertThat(client.send(request(), BODY).statusCode()).isEqualTo(401);
    }
    assertThat(auth.received()).hasSize(2);
    assertThat(server.received()).hasSize(41);
  }

  @ParameterizedTest
  @CsvSource({
    "401, customer_token_revoked",
    "401, nonce_replayed",
    "401, signature_invalid",
    "403, bearer_revoked",
    "503, bearer_revoked"
  })
  void returnsOtherRefusalsToTheCaller(int status, String reason) throws Exception {
    server.answers(
        request ->
            new CannedResponse(
                status, CannedResponse.problem(reason, "").body(), java.util.Map.of()));
    tokens.current();
    clock.advance(Duration.ofSeconds(1));
    PosternClient client = plain.bearing(tokens).signing(signer);
    assertThat(client.send(request(), BODY).statusCode()).isEqualTo(status);
    assertThat(server.received()).hasSize(1);
  }

  @Test
  void correctsTimeAndTokenForOneRequest() throws Exception {
    long server = NOW + 540;
    this.server.answers(
        request ->
            request.header("Authorization").equals("Bearer token-1")
                ? CannedResponse.problem("bearer_revoked", "")
                : inWindow(request, server, ",\"server_time\":" + server));
    tokens.current();
    clock.advance(Duration.ofSeconds(1));
    assertThat(plain.bearing(tokens).signing(signer).send(request(), BODY).statusCode())
        .isEqualTo(200);
    assertThat(this.server.received()).hasSize(3);
  }

  @Test
  void sendsNothingWithoutAToken() {
    auth.next(CannedResponse.of(401, "{\"error\":\"invalid_client\"}"));
    assertThatThrownBy(() -> plain.bearing(tokens).send(request(), BODY))
        .isInstanceOf(PosternException.class);
    assertThat(server.received()).isEmpty();
  }

  @Test
  void throwsIOExceptionForALostResponseWithoutRetry() {
    server.answers(request -> CannedResponse.NONE);
    assertThatThrownBy(() -> plain.signing(signer).send(request(), BODY))
        .isInstanceOf(IOException.class);
    assertThat(server.received()).hasSize(1);
  }

  /**
   * docs/how-to/partners/refused-signatures.md describes this behaviour of the JDK. Change it there
   * if this test fails.
   */
  @Test
  void jdkRetriesAGetWithTheSameNonce() {
    server.answers(request -> CannedResponse.NONE);
    HttpRequest get = HttpRequest.newBuilder(server.uri("/")).build();
    assertThatThrownBy(() -> plain.signing(signer).send(get, new byte[0]))
        .isInstanceOf(IOException.class);
    assertThat(server.received()).hasSize(2);
    assertThat(server.received().stream().map(request -> request.header("X-Nonce")).distinct())
        .hasSize(1);
  }

  @Test
  void rejectsAnEndlessResponse() {
    server.answers(request -> CannedResponse.of(200, "x".repeat((1 << 20) + 1)));
    assertThatThrownBy(() -> plain.send(request(), BODY)).isInstanceOf(IOException.class);
    server.answers(request -> CannedResponse.of(200, "x".repeat(1 << 20)));
    assertThat(sent(request()).body()).hasSize(1 << 20);
  }

  private HttpResponse<byte[]> sent(HttpRequest request) {
    try {
      return plain.send(request, BODY);
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void timesOutIfTheServerDoesNotRespond() {
    CountDownLatch over = new CountDownLatch(1);
    server.answers(
        request -> {
          try {
            over.await();
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          }
          return CannedResponse.NONE;
        });
    HttpRequest brief =
        HttpRequest.newBuilder(request(), (name, value) -> true)
            .timeout(Duration.ofMillis(50))
            .build();
    assertThatThrownBy(() -> plain.send(brief, BODY)).isInstanceOf(HttpTimeoutException.class);
    over.countDown();
  }

  @Test
  void rejectsPlainHttpAndRedirects() {
    HttpRequest open = HttpRequest.newBuilder(URI.create("http://api.example.com/")).build();
    assertThatThrownBy(() -> plain.bearing(tokens).send(open, BODY))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                PosternClient.of(
                    HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat("" + plain.bearing(tokens).signing(signer)).doesNotContain("0123456789");
  }
}
