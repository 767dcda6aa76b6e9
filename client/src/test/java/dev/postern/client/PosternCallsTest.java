package dev.postern.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.StringValue;
import com.google.rpc.ErrorInfo;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs over real connections, against a server that computes signatures independently over the
 * bytes it receives.
 */
class PosternCallsTest {
  private static final byte[] KEY =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
  private static final long NOW = 1_700_000_000;
  private static final IndependentVerifier VERIFIER = new IndependentVerifier(KEY);
  private static final StringValue MESSAGE = StringValue.of("ask");

  private static final MethodDescriptor<StringValue, StringValue> METHOD = method(MethodType.UNARY);

  /** An empty reason accepts the call. */
  private volatile Function<IndependentVerifier.Received, String> errors = request -> "";

  private final List<IndependentVerifier.Received> received = new CopyOnWriteArrayList<>();
  private final AdjustableClock clock = AdjustableClock.at(NOW);
  private final TokenServer auth = new TokenServer();
  private final AccessTokens tokens = auth.tokens(clock);
  private final SignedRequests signer = SignedRequests.of("key-1", Secret.of(KEY), clock);
  private volatile boolean headersFirst;
  private volatile long serverTime = NOW + 540;
  private Server server = NettyServerBuilder.forPort(0).build();
  private ManagedChannel channel = NettyChannelBuilder.forTarget("localhost").build();

  private static MethodDescriptor<StringValue, StringValue> method(MethodType type) {
    return MethodDescriptor.newBuilder(
            ProtoUtils.marshaller(StringValue.getDefaultInstance()),
            ProtoUtils.marshaller(StringValue.getDefaultInstance()))
        .setType(type)
        .setFullMethodName("test.v1.Echo/Ask")
        .build();
  }

  @BeforeEach
  void start() throws IOException {
    channel.shutdownNow();
    ServerCallHandler<byte[], StringValue> handler = this::handle;
    server =
        NettyServerBuilder.forPort(0)
            .addService(
                ServerServiceDefinition.builder("test.v1.Echo")
                    .addMethod(
                        METHOD.toBuilder(
                                ByteArrayMarshaller.INSTANCE, METHOD.getResponseMarshaller())
                            .build(),
                        handler)
                    .build())
            .build()
            .start();
    channel = NettyChannelBuilder.forAddress("localhost", server.getPort()).usePlaintext().build();
  }

  @AfterEach
  void close() {
    channel.shutdownNow();
    server.shutdownNow();
    auth.close();
  }

  private ServerCall.Listener<byte[]> handle(
      ServerCall<byte[], StringValue> call, Metadata metadata) {
    call.request(1);
    return new ServerCall.Listener<>() {
      @Override
      public void onMessage(byte[] message) {
        IndependentVerifier.Received request = request(call, metadata, message);
        received.add(request);
        String reason = errors.apply(request);
        if (reason.isEmpty()) {
          call.sendHeaders(new Metadata());
          call.sendMessage(StringValue.of("delivered"));
          call.close(Status.OK, new Metadata());
          return;
        }
        if (headersFirst) {
          call.sendHeaders(new Metadata());
        }
        StatusRuntimeException refusal = refusal(reason);
        Metadata trailers = refusal.getTrailers();
        call.close(refusal.getStatus(), trailers == null ? new Metadata() : trailers);
      }
    };
  }

  private static IndependentVerifier.Received request(
      ServerCall<?, ?> call, Metadata metadata, byte[] message) {
    Map<String, String> headers = new HashMap<>();
    for (String name : metadata.keys()) {
      Iterable<String> values =
          metadata.getAll(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
      headers.put(name, values == null ? "" : String.join(", ", values));
    }
    return new IndependentVerifier.Received(
        "POST",
        String.valueOf(call.getAuthority()),
        "/" + call.getMethodDescriptor().getFullMethodName(),
        "",
        headers,
        message);
  }

  private StatusRuntimeException refusal(String reason) {
    ErrorInfo info =
        ErrorInfo.newBuilder()
            .setDomain("postern")
            .setReason(reason)
            .putMetadata("server_time", Long.toString(serverTime))
            .build();
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(Status.Code.UNAUTHENTICATED.value())
            .setMessage("refused")
            .addDetails(Any.pack(info))
            .build());
  }

  private StringValue ask(PosternCalls calls) {
    Channel intercepted = ClientInterceptors.intercept(channel, calls);
    return ClientCalls.blockingUnaryCall(
        intercepted, METHOD, CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS), MESSAGE);
  }

  private static String inWindow(IndependentVerifier.Received request, long now) {
    long stamped = Long.parseLong(request.header("x-timestamp"));
    return Math.abs(now - stamped) <= 300 ? "" : "timestamp_out_of_window";
  }

  @Test
  void receivedRequestMatchesTheSignature() {
    assertThat(ask(PosternCalls.signing(signer)).getValue()).isEqualTo("delivered");

    IndependentVerifier.Received request = received.getFirst();
    assertThat(request.body()).isEqualTo(MESSAGE.toByteArray());
    assertThat(request.header("content-type")).isEqualTo("application/grpc");
    assertThat(VERIFIER.acceptsV3(request)).isTrue();
    assertThat(request.header("x-key-id")).isEqualTo("key-1");
  }

  @Test
  void eachCallHasANewNonce() {
    PosternCalls calls = PosternCalls.signing(signer);
    ask(calls);
    ask(calls);
    assertThat(received.stream().map(request -> request.header("x-nonce"))).doesNotHaveDuplicates();
  }

  @Test
  void sendsTokenAndSignature() {
    ask(PosternCalls.bearing(tokens).andSigning(signer));
    assertThat(received.getFirst().header("authorization")).isEqualTo("Bearer token-1");
    assertThat(VERIFIER.acceptsV3(received.getFirst())).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void signsAgainWithTheServersTime(RefusalForm how) {
    headersFirst = how == RefusalForm.AFTER_HEADERS;
    errors = request -> inWindow(request, serverTime);

    assertThat(ask(PosternCalls.signing(signer)).getValue()).isEqualTo("delivered");
    assertThat(received).hasSize(2).allMatch(VERIFIER::acceptsV3);
    assertThat(signer.time().skew()).isEqualTo(Duration.ofMinutes(9));
  }

  /** How the server refuses: with trailers only, or after a response header. */
  enum RefusalForm {
    BY_TRAILERS_ONLY,
    AFTER_HEADERS
  }

  @Test
  void replacesARefusedTokenOnce() throws Exception {
    errors =
        request -> request.header("authorization").equals("Bearer token-1") ? "bearer_revoked" : "";
    tokens.current();
    clock.advance(Duration.ofSeconds(1));
    assertThat(ask(PosternCalls.bearing(tokens)).getValue()).isEqualTo("delivered");
    assertThat(received).hasSize(2);
  }

  @Test
  void passesOtherRefusalsToTheCaller() {
    errors = request -> "nonce_replayed";
    assertThatThrownBy(() -> ask(PosternCalls.bearing(tokens).andSigning(signer)))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessage("UNAUTHENTICATED: refused");
    assertThat(received).hasSize(1);
  }

  @Test
  void retriesOncePerCause() {
    errors = request -> "timestamp_out_of_window";
    assertThatThrownBy(() -> ask(PosternCalls.signing(signer)))
        .isInstanceOf(StatusRuntimeException.class);
    assertThat(received).hasSize(2);
    assertThat(signer.time().skew()).isZero();
  }

  @Test
  void reportsAClockDifferenceThatIsTooLarge() {
    serverTime = NOW + 7_201;
    errors = request -> inWindow(request, serverTime);
    assertThatThrownBy(() -> ask(PosternCalls.signing(signer)))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageStartingWith("UNAUTHENTICATED: refused")
        .hasMessageContaining("The clocks differ by 7201 s");
    assertThat(received).hasSize(1);
    assertThat(signer.time().skew()).isZero();
  }

  @Test
  void replacesASignatureSetByTheCaller() {
    Metadata left = new Metadata();
    for (String name :
        List.of("x-key-id", "x-timestamp", "x-nonce", "x-signature", "signature-input")) {
      left.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), "stale");
    }
    Channel leaving =
        ClientInterceptors.interceptForward(
            channel, MetadataUtils.newAttachHeadersInterceptor(left), PosternCalls.signing(signer));
    ClientCalls.blockingUnaryCall(leaving, METHOD, CallOptions.DEFAULT, MESSAGE);
    assertThat(VERIFIER.acceptsV3(received.getFirst())).isTrue();
    assertThat(received.getFirst().headers().values()).noneMatch(value -> value.contains("stale"));
    assertThat(left.keys()).contains("x-nonce");
  }

  /** Where the deadline is set. */
  enum DeadlineOf {
    THE_CALL,
    THE_CONTEXT
  }

  @ParameterizedTest
  @EnumSource
  void waitsForATokenNoLongerThanTheDeadline(DeadlineOf whose) {
    CountDownLatch over = new CountDownLatch(1);
    try (TestServer still = TestServer.standingStillUntil(over);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
      PosternCalls calls =
          PosternCalls.bearing(
              AccessTokens.of(
                  new ClientCredentials(still.uri("/"), "c", Secret.of("canary"), Set.of()),
                  HttpClient.newHttpClient(),
                  clock));
      Deadline soon = Deadline.after(200, TimeUnit.MILLISECONDS);
      Context context =
          whose == DeadlineOf.THE_CONTEXT
              ? Context.current().withDeadline(soon, timer)
              : Context.current();
      CallOptions options =
          whose == DeadlineOf.THE_CALL
              ? CallOptions.DEFAULT.withDeadline(soon)
              : CallOptions.DEFAULT;
      Channel intercepted = ClientInterceptors.intercept(channel, calls);
      long began = System.nanoTime();
      StatusRuntimeException late =
          catchThrowableOfType(
              StatusRuntimeException.class,
              () ->
                  context.run(
                      () -> ClientCalls.blockingUnaryCall(intercepted, METHOD, options, MESSAGE)));
      assertThat(late.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
      assertThat(received).isEmpty();
      over.countDown();
    }
  }

  @Test
  void sendsNothingWithoutAToken() {
    auth.next(TestServer.CannedResponse.of(401, "{\"error\":\"invalid_client\"}"));
    StatusRuntimeException refusal =
        catchThrowableOfType(StatusRuntimeException.class, () -> ask(PosternCalls.bearing(tokens)));
    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(refusal).hasMessageContaining("the id or the secret is wrong");
    assertThat(received).isEmpty();
  }

  @Test
  void reportsUnavailableDuringAnOutageOfTheTokenEndpoint() {
    auth.next(TestServer.CannedResponse.of(429, ""));
    StatusRuntimeException refusal =
        catchThrowableOfType(StatusRuntimeException.class, () -> ask(PosternCalls.bearing(tokens)));
    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void reportsTheFirstRefusalIfNoOtherTokenIsAvailable() throws Exception {
    errors = request -> "bearer_revoked";
    tokens.current();
    clock.advance(Duration.ofSeconds(1));
    auth.next(TestServer.CannedResponse.of(401, "{\"error\":\"invalid_client\"}"));
    assertThatThrownBy(() -> ask(PosternCalls.bearing(tokens)))
        .hasMessage("UNAUTHENTICATED: refused");
    assertThat(received).hasSize(1);
  }

  @Test
  void cancelsAnAsynchronousCall() {
    errors = request -> "bearer_revoked";
    Channel intercepted = ClientInterceptors.intercept(channel, PosternCalls.signing(signer));
    Future<StringValue> answer =
        ClientCalls.futureUnaryCall(intercepted.newCall(METHOD, CallOptions.DEFAULT), MESSAGE);
    answer.cancel(true);
    assertThat(answer).isCancelled();
  }

  @Test
  void closesACallCancelledBeforeItsMessage() {
    var call =
        ClientInterceptors.intercept(channel, PosternCalls.signing(signer))
            .newCall(METHOD, CallOptions.DEFAULT);
    List<Status> ends = new CopyOnWriteArrayList<>();
    call.start(
        new io.grpc.ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            ends.add(status);
          }
        },
        new Metadata());
    assertThat(call.isReady()).isFalse();
    call.cancel("enough", null);
    call.sendMessage(MESSAGE);
    call.halfClose();
    call.cancel("again", null);
    assertThat(ends).extracting(Status::getCode).containsExactly(Status.Code.CANCELLED);
    assertThat(received).isEmpty();
  }

  @Test
  void rejectsStreamingCalls() {
    Channel signed = ClientInterceptors.intercept(channel, PosternCalls.signing(signer));
    Channel borne = ClientInterceptors.intercept(channel, PosternCalls.bearing(tokens));
    assertThatThrownBy(
            () -> signed.newCall(method(MethodType.SERVER_STREAMING), CallOptions.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> borne.newCall(method(MethodType.BIDI_STREAMING), CallOptions.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(borne.newCall(method(MethodType.SERVER_STREAMING), CallOptions.DEFAULT)).isNotNull();
    assertThatThrownBy(() -> PosternCalls.signing(signer.asRfc9421()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
