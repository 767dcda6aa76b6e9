package dev.postern.stack.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.profile.v1.GetProfileRequest;
import dev.postern.stack.Service;
import dev.postern.testkit.Grpc;
import dev.postern.testkit.Http;
import dev.postern.testkit.Vendor;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threat 37: gRPC below the credentials. */
class GrpcTransportIT {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
        "grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
        "grpc.health.v1.Health/Check",
        "postern.profile.v1.ProfileService/Nothing",
        "no.such.Service/GetProfile"
      })
  void threat37And41UnknownMethodsAndReflectionAreUnimplemented(String method) {
    assertThat(call(method, new Metadata())).isEqualTo(Status.Code.UNIMPLEMENTED);
  }

  @Test
  void threat37CredentialsUnderBinaryKeysAreNotCredentials() {
    Metadata metadata = new Metadata();
    metadata.put(
        Metadata.Key.of("authorization-bin", Metadata.BINARY_BYTE_MARSHALLER),
        ("Bearer " + Vendor.seeded().systemToken()).getBytes(StandardCharsets.UTF_8));
    assertThat(call("postern.profile.v1.ProfileService/GetProfile", metadata))
        .isEqualTo(Status.Code.UNAUTHENTICATED);
  }

  @Test
  void threat37APathWithoutASlashIsRefused() throws Exception {
    for (String path : List.of("/postern.profile.v1.ProfileService", "/x", "/a/b/c")) {
      HttpRequest.Builder request =
          Http.request(Service.PROFILE, path)
              .header("content-type", "application/grpc")
              .header("te", "trailers")
              .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[5]));
      Http.Answer answer = Http.send(request);
      assertThat(answer.status() == 200 ? answer.header("grpc-status") : "" + answer.status())
          .isIn("12", "404", "400");
      assertThat(answer.body()).doesNotContain("Exception");
    }
  }

  @Test
  void threat37CancelledCallsLeaveTheServiceWell() {
    ManagedChannel channel = Grpc.channel(Service.PROFILE);
    String token = Vendor.seeded().systemToken();
    for (int i = 0; i < 200; i++) {
      var call =
          channel.newCall(
              descriptor("postern.profile.v1.ProfileService/GetProfile"), CallOptions.DEFAULT);
      call.start(
          new io.grpc.ClientCall.Listener<>() {},
          Grpc.metadata("authorization", "Bearer " + token));
      call.request(1);
      if (i % 2 == 0) {
        call.sendMessage(new byte[0]);
      }
      call.cancel("test", null);
    }
    assertThatThrownBy(() -> Grpc.getProfile(channel, GetProfileRequest.getDefaultInstance()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            refusal ->
                assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED));
    channel.shutdownNow();
  }

  private static Status.Code call(String method, Metadata metadata) {
    ManagedChannel channel = Grpc.channel(Service.PROFILE);
    try {
      var stubbed =
          io.grpc.ClientInterceptors.intercept(
              channel, io.grpc.stub.MetadataUtils.newAttachHeadersInterceptor(metadata));
      ClientCalls.blockingUnaryCall(stubbed, descriptor(method), CallOptions.DEFAULT, new byte[0]);
      return Status.Code.OK;
    } catch (StatusRuntimeException refusal) {
      return refusal.getStatus().getCode();
    } finally {
      channel.shutdownNow();
    }
  }

  private static MethodDescriptor<byte[], byte[]> descriptor(String fullName) {
    MethodDescriptor.Marshaller<byte[]> octets =
        new MethodDescriptor.Marshaller<>() {
          @Override
          public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
          }

          @Override
          public byte[] parse(InputStream stream) {
            return new byte[0];
          }
        };
    return MethodDescriptor.newBuilder(octets, octets)
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(fullName)
        .build();
  }
}
