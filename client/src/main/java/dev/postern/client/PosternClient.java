package dev.postern.client;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Sends requests of {@code java.net.http} to Postern, signed, with an access token, or both.
 *
 * <p>A request that is refused because this machine's clock is wrong is signed with the server's
 * time and sent once more; one whose token is dead (revoked, expired, its key gone) is sent once
 * more with a new one. Both are refused before anything was done, so nothing is done twice. Every
 * other answer is handed back as it is. An answer may hold one megabyte and take as long as the
 * request's own time-out says, or ten seconds.
 *
 * <p>The JDK's HttpClient itself repeats a GET or HEAD, with the nonce it had, if the connection
 * was closed before an answer came. Such a request may be refused as {@code nonce_replayed} though
 * it was served.
 */
public final class PosternClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final long MAX_ANSWER = 1 << 20;

  private final HttpClient http;
  private final Proofs proofs;

  private PosternClient(HttpClient http, Proofs proofs) {
    this.http = http;
    this.proofs = proofs;
  }

  /**
   * Sends requests as they are.
   *
   * @param http must follow no redirects, and trust Postern's certificate
   */
  public static PosternClient of(HttpClient http) {
    return new PosternClient(Exchange.mustStay(http), Proofs.NONE);
  }

  /** The same, and signs. */
  public PosternClient signing(SignedRequests signer) {
    return new PosternClient(http, proofs.signing(signer));
  }

  /** The same, and sends {@code Authorization: Bearer}. */
  public PosternClient bearing(AccessTokens tokens) {
    return new PosternClient(http, proofs.bearing(tokens));
  }

  /**
   * Sends the request with this body; none is an empty one. The request's own body is not sent.
   *
   * @throws PosternException if an access token is wanted and none is to be had; {@code clock_skew}
   *     if the request was refused for its time and the clocks differ by more than {@link
   *     ServerTime#MAX_SKEW}
   * @throws IOException if there was no answer; whether the server has done its part is not known
   */
  public HttpResponse<byte[]> send(HttpRequest request, byte[] body)
      throws IOException, InterruptedException {
    Exchange.mustBeConfidential(request.uri());
    Proofs.Remedies remedies = proofs.new Remedies();
    while (true) {
      Optional<AccessToken> token = proofs.token(AccessTokens.PATIENCE);
      HttpRequest.Builder borne = borne(request, body, token);
      HttpResponse<byte[]> answer =
          exchange(
              remedies.signer().map(signer -> signer.sign(borne, body)).orElseGet(borne::build));
      if (answer.statusCode() / 100 == 2) {
        remedies.succeeded();
      }
      Optional<Refusal> refusal = Refusal.of(answer);
      if (refusal.isEmpty() || !remedies.mayHelp(refusal.get(), token)) {
        return answer;
      }
    }
  }

  private static HttpRequest.Builder borne(
      HttpRequest request, byte[] body, Optional<AccessToken> token) {
    HttpRequest.Builder borne =
        HttpRequest.newBuilder(request, (name, value) -> true)
            .method(request.method(), BodyPublishers.ofByteArray(body));
    token.ifPresent(bearer -> borne.setHeader("Authorization", bearer.authorization()));
    return borne;
  }

  private HttpResponse<byte[]> exchange(HttpRequest request)
      throws IOException, InterruptedException {
    Duration timeout = request.timeout().orElse(TIMEOUT);
    try {
      return Exchange.send(http, request, timeout, MAX_ANSWER).get();
    } catch (ExecutionException failed) {
      throw switch (failed.getCause()) {
        case TimeoutException slow -> new HttpTimeoutException("no whole answer in " + timeout);
        case IOException failure -> failure;
        case null, default -> new IOException("the request failed", failed.getCause());
      };
    }
  }

  @Override
  public String toString() {
    return "PosternClient[" + proofs + "]";
  }
}
