package dev.postern.profile.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.rpc.ErrorInfo;
import dev.postern.profile.v1.GetProfileRequest;
import dev.postern.profile.v1.ProfileServiceGrpc;
import dev.postern.profile.v1.WatchProfileRequest;
import dev.postern.stack.Service;
import dev.postern.testkit.Grpc;
import dev.postern.testkit.HmacClient;
import dev.postern.testkit.HmacClient.Message;
import dev.postern.testkit.ProfileOwner;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Signed requests over gRPC: the same decisions, and the bytes of the message are covered. */
class GrpcSignatureIT {
  private static final String PATH = "/postern.profile.v1.ProfileService/GetProfile";
  private static final GetProfileRequest PLAIN = GetProfileRequest.getDefaultInstance();
  private static final ManagedChannel CHANNEL = Grpc.channel(Service.PROFILE);
  private final HmacClient client = HmacClient.create("profile:read");
  private final ProfileOwner someone = ProfileOwner.create();
  private final String customer = someone.token();

  @AfterAll
  static void closeChannel() {
    CHANNEL.shutdownNow();
  }

  private String[] sign(GetProfileRequest request) {
    return client.sign(0, new Message("POST", PATH, "application/grpc", request.toByteArray()));
  }

  private String[] withKeys(String... signed) {
    List<String> all = new ArrayList<>(Arrays.asList(signed));
    all.addAll(List.of("api-key", client.vendor().apiKey(), "customer-auth", "JWT " + customer));
    return all.toArray(String[]::new);
  }

  private String call(GetProfileRequest request, String... signed) {
    return Grpc.getProfile(CHANNEL, request, withKeys(signed)).getCustomerId();
  }

  private void assertRefused(
      Status.Code code, String reason, GetProfileRequest request, String... signed) {
    StatusRuntimeException refusal =
        catchThrowableOfType(StatusRuntimeException.class, () -> call(request, signed));
    assertThat(refusal).as("let in").isNotNull();
    assertThat(refusal.getStatus().getCode()).isEqualTo(code);
    assertThat(Grpc.errorInfo(refusal).getReason()).isEqualTo(reason);
  }

  @Test
  void signatureStandsInPlaceOfTheTokenOnce() {
    String[] signed = sign(PLAIN);

    assertThat(call(PLAIN, signed)).isEqualTo(someone.customerId());
    assertRefused(Status.Code.UNAUTHENTICATED, "nonce_replayed", PLAIN, signed);
  }

  @Test
  void signatureCoversUnknownFieldsOfTheMessage() {
    GetProfileRequest named =
        GetProfileRequest.newBuilder().setCustomerId(someone.customerId()).build();
    GetProfileRequest more =
        named.toBuilder()
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        99,
                        UnknownFieldSet.Field.newBuilder()
                            .addLengthDelimited(ByteString.copyFromUtf8("more"))
                            .build())
                    .build())
            .build();
    String[] signed = sign(named);

    assertRefused(Status.Code.UNAUTHENTICATED, "signature_invalid", PLAIN, signed);
    assertRefused(Status.Code.UNAUTHENTICATED, "signature_invalid", more, signed);
    assertThat(call(named, signed)).isEqualTo(someone.customerId());
    assertThat(call(more, sign(more))).isEqualTo(someone.customerId());
  }

  /** The method's full name and the host are covered, too. */
  @Test
  void otherPathsAndHostsAreRefused() {
    byte[] none = new byte[0];
    assertRefused(
        Status.Code.UNAUTHENTICATED,
        "signature_invalid",
        PLAIN,
        client.sign(0, new Message("POST", PATH + "x", "application/grpc", none)));
    assertRefused(
        Status.Code.UNAUTHENTICATED,
        "signature_invalid",
        PLAIN,
        client.sign(1, new Message("POST", PATH, "application/grpc", none)));
    assertRefused(
        Status.Code.UNAUTHENTICATED,
        "signature_invalid",
        PLAIN,
        client.sign(0, new Message("POST", PATH, "application/grpc+proto", none)));
  }

  @Test
  void clockThatIsWrongIsToldTheTime() {
    long now = Long.parseLong(HmacClient.now());
    Message message = new Message("POST", PATH, "application/grpc", new byte[0]);
    String[] late =
        client.sign(HmacClient.authority(0), message, "" + (now - 400), HmacClient.nonce());

    StatusRuntimeException refusal =
        catchThrowableOfType(StatusRuntimeException.class, () -> call(PLAIN, late));

    ErrorInfo info = Grpc.errorInfo(refusal);
    assertThat(info.getReason()).isEqualTo("timestamp_out_of_window");
    assertThat(Long.parseLong(info.getMetadataOrThrow("server_time"))).isBetween(now, now + 5);
  }

  @Test
  void refusalsAreThoseOfRest() {
    String[] signed = sign(PLAIN);
    assertRefused(
        Status.Code.INVALID_ARGUMENT,
        "signature_repeated",
        PLAIN,
        withPair(signed, "x-nonce", HmacClient.nonce()));
    assertRefused(
        Status.Code.INVALID_ARGUMENT,
        "signature_and_token",
        PLAIN,
        withPair(signed, "authorization", "Bearer " + client.vendor().systemToken()));
    assertRefused(
        Status.Code.INVALID_ARGUMENT,
        "signature_malformed",
        PLAIN,
        Arrays.copyOf(signed, signed.length - 2));
  }

  @Test
  void streamsAreNotSigned() {
    String[] signed =
        client.sign(
            0,
            new Message(
                "POST",
                "/postern.profile.v1.ProfileService/WatchProfile",
                "application/grpc",
                new byte[0]));
    var stub =
        ProfileServiceGrpc.newBlockingStub(CHANNEL)
            .withInterceptors(
                MetadataUtils.newAttachHeadersInterceptor(Grpc.metadata(withKeys(signed))));

    StatusRuntimeException refusal =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> stub.watchProfile(WatchProfileRequest.getDefaultInstance()).next());

    assertThat(Grpc.errorInfo(refusal).getReason()).isEqualTo("bearer_missing");
  }

  private static String[] withPair(String[] headers, String name, String value) {
    String[] more = Arrays.copyOf(headers, headers.length + 2);
    more[headers.length] = name;
    more[headers.length + 1] = value;
    return more;
  }
}
