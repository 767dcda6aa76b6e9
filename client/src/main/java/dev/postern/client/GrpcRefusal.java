package dev.postern.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import java.util.Optional;

/** Reads {@code google.rpc.ErrorInfo} of a call refused as unauthenticated (contract §7). */
final class GrpcRefusal {
  private static final String DOMAIN = "postern";

  private GrpcRefusal() {}

  static Optional<Refusal> of(Status status, Metadata trailers) {
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
                    new Refusal(
                        info.getReason(),
                        Optional.ofNullable(info.getMetadataMap().get(Refusal.SERVER_TIME))));
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
