package dev.postern.testkit;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.postern.profile.v1.GetProfileRequest;
import dev.postern.profile.v1.Profile;
import dev.postern.profile.v1.ProfileServiceGrpc;
import dev.postern.stack.Service;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** A stock gRPC client over TLS. */
public final class Grpc {
  private Grpc() {}

  public static ManagedChannel channel(Service service) {
    return channel(service, 0);
  }

  public static ManagedChannel channel(Service service, int replica) {
    try {
      return NettyChannelBuilder.forAddress("localhost", TestStack.LAYOUT.port(service, replica))
          .sslContext(GrpcSslContexts.forClient().trustManager(TestStack.ca().toFile()).build())
          .intercept(Conformance.GRPC)
          .build();
    } catch (SSLException failure) {
      throw new AssertionError(failure);
    }
  }

  /** Calls GetProfile; the metadata are pairs of key and value, in order, repeats allowed. */
  public static Profile getProfile(
      ManagedChannel channel, GetProfileRequest request, String... metadata) {
    return ProfileServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata(metadata)))
        .getProfile(request);
  }

  public static Metadata metadata(String... pairs) {
    Metadata metadata = new Metadata();
    for (int i = 0; i < pairs.length; i += 2) {
      metadata.put(Metadata.Key.of(pairs[i], Metadata.ASCII_STRING_MARSHALLER), pairs[i + 1]);
    }
    return metadata;
  }

  /** The reason inside a refusal. */
  public static ErrorInfo errorInfo(StatusRuntimeException refusal) {
    com.google.rpc.Status status = StatusProto.fromThrowable(refusal);
    try {
      for (Any detail : status == null ? java.util.List.<Any>of() : status.getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          return detail.unpack(ErrorInfo.class);
        }
      }
    } catch (InvalidProtocolBufferException malformed) {
      throw new AssertionError(malformed);
    }
    throw new AssertionError("no ErrorInfo in " + refusal);
  }
}
