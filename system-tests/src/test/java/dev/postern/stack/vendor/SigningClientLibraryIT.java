package dev.postern.stack.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.client.AccessTokens;
import dev.postern.client.ClientCredentials;
import dev.postern.client.PosternCalls;
import dev.postern.client.PosternClient;
import dev.postern.client.Secret;
import dev.postern.client.SignedRequests;
import dev.postern.profile.v1.GetProfileRequest;
import dev.postern.profile.v1.ProfileServiceGrpc;
import dev.postern.stack.ApiClient;
import dev.postern.stack.Service;
import dev.postern.testkit.Await;
import dev.postern.testkit.Grpc;
import dev.postern.testkit.HmacClient;
import dev.postern.testkit.Http;
import dev.postern.testkit.OAuth;
import dev.postern.testkit.Person;
import dev.postern.testkit.TestStack;
import dev.postern.testkit.Vendor;
import io.grpc.ManagedChannel;
import io.grpc.stub.MetadataUtils;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The client library for Java, against the running services. */
class SigningClientLibraryIT {
  private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().sslContext(ApiClient.trusting(TestStack.ca())).build();

  private final HmacClient signer = HmacClient.create("profile:read");
  private final Person customer = Person.create();
  private final String customerToken = customer.token();

  private SignedRequests signing(Clock clock) {
    return SignedRequests.of(signer.keyId(), Secret.ofBase64Url(signer.secretText()), clock);
  }

  private HttpRequest getProfile(Vendor vendor) {
    return HttpRequest.newBuilder(
            URI.create(TestStack.url(Service.PROFILE, 1) + "/getprofile?a=%2F"))
        .header("Content-Type", Http.JSON)
        .header("api-key", vendor.apiKey())
        .header("customer-auth", "JWT " + customerToken)
        .POST(HttpRequest.BodyPublishers.noBody())
        .build();
  }

  private void assertGetsTheProfile(HttpResponse<byte[]> answer) {
    assertThat(answer.statusCode())
        .as(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
    assertThat(answer.body()).asString().contains(customer.customerId());
  }

  @Test
  void signedByV3AndByRfc9421() throws Exception {
    SignedRequests signing = signing(Clock.systemUTC());
    for (SignedRequests profile : new SignedRequests[] {signing, signing.asRfc9421()}) {
      PosternClient client = PosternClient.of(HTTP).signing(profile);
      assertGetsTheProfile(client.send(getProfile(signer.vendor()), BODY));
      assertGetsTheProfile(client.send(getProfile(signer.vendor()), new byte[0]));
    }
  }

  @Test
  void aClockEightMinutesAheadIsPutRight() throws Exception {
    SignedRequests signing = signing(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(8)));
    assertGetsTheProfile(
        PosternClient.of(HTTP).signing(signing).send(getProfile(signer.vendor()), BODY));
    assertThat(signing.time().skew()).isCloseTo(Duration.ofMinutes(-8), Duration.ofSeconds(30));
  }

  @Test
  void overGrpcTooAndWithAWrongClock() {
    ManagedChannel channel = Grpc.channel(Service.PROFILE, 2);
    try {
      for (Duration ahead : new Duration[] {Duration.ZERO, Duration.ofMinutes(8)}) {
        SignedRequests signing = signing(Clock.offset(Clock.systemUTC(), ahead));
        assertThat(
                ProfileServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(10, TimeUnit.SECONDS)
                    .withInterceptors(
                        PosternCalls.signing(signing),
                        MetadataUtils.newAttachHeadersInterceptor(
                            Grpc.metadata(
                                "api-key",
                                signer.vendor().apiKey(),
                                "customer-auth",
                                "JWT " + customerToken)))
                    .getProfile(GetProfileRequest.getDefaultInstance())
                    .getCustomerId())
            .isEqualTo(customer.customerId());
      }
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void aRevokedTokenIsReplaced() throws Exception {
    Vendor vendor = Vendor.refreshing("profile:read");
    AccessTokens tokens =
        AccessTokens.of(
            new ClientCredentials(
                URI.create(TestStack.url(Service.AUTH) + "/oauth/token"),
                vendor.id(),
                Secret.of(vendor.secret()),
                Set.of("profile:read")),
            HTTP,
            Clock.systemUTC());
    PosternClient client = PosternClient.of(HTTP).bearing(tokens);
    assertGetsTheProfile(client.send(getProfile(vendor), BODY));
    String first = tokens.current().value().reveal();
    // The client does not replace a token that is refused in its first second.
    long receivedNanos = System.nanoTime();
    Await.until(
        "the token is old enough",
        Duration.ofSeconds(3),
        () -> System.nanoTime() - receivedNanos > Duration.ofMillis(1_100).toNanos());
    OAuth.revoke(0, vendor, first, "wait", "applied");

    assertGetsTheProfile(client.send(getProfile(vendor), BODY));
    assertThat(tokens.current().value().reveal()).isNotEqualTo(first);
  }
}
