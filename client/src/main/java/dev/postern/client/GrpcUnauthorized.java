package dev.postern.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import java.util.Optional;

/** Reads the {@code google.rpc.ErrorInfo} of a call that failed with UNAUTHENTICATED. */
final class GrpcUnauthorized {
  private static final String DOMAIN = "postern";

  private GrpcUnauthorized() {}

  static Optional<Unauthorized> of(Status status, Metadata trailers) {
    if (status.getCode() != Status.Code.UNAUTHENTICATED) {
      return Optional.empty();
    }
    com.google.rpc.Status details = StatusProto.fromStatusAndTrailers(status, trailers);
    return (details == null ? List.<Any>of() : details.getDetailsList())
        .stream()
            .flatMap(detail -> errorInfo(detail).stream())
            .filter(info -> info.getDomain().equals(DOMAIN))
            .findFirst()
            .map(
                info ->
                    new Unauthorized(
                        info.getReason(),
                        Optional.ofNullable(info.getMetadataMap().get(Unauthorized.SERVER_TIME))));
  }

  private static Optional<ErrorInfo> errorInfo(Any detail) {
    try {
      return detail.is(ErrorInfo.class)
          ? Optional.of(detail.unpack(ErrorInfo.class))
          : Optional.empty();
    } catch (InvalidProtocolBufferException malformed) {
      return Optional.empty();
    }
  }
}
