package dev.postern.common.refusal;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import dev.postern.common.auth.AuthError;
import io.grpc.Status.Code;
import io.grpc.StatusException;
import io.grpc.protobuf.StatusProto;
import java.time.Instant;

/**
 * A refusal as gRPC callers see it: the status, and {@code google.rpc.ErrorInfo} with the reason.
 */
public final class GrpcErrors {
  private static final String DOMAIN = "postern";

  private GrpcErrors() {}

  public static StatusException exception(AuthError error, String traceId) {
    return StatusProto.toStatusException(status(error, traceId));
  }

  /** To a caller whose clock differs from ours: it can set it by the answer, in Unix seconds. */
  public static StatusException withServerTime(AuthError error, String traceId, Instant now) {
    return StatusProto.toStatusException(
        status(error, info(error, traceId).putMetadata("server_time", "" + now.getEpochSecond())));
  }

  /** The same as the message that travels in {@code grpc-status-details-bin}. */
  public static Status status(AuthError error, String traceId) {
    return status(error, info(error, traceId));
  }

  private static ErrorInfo.Builder info(AuthError error, String traceId) {
    return ErrorInfo.newBuilder()
        .setReason(error.reason())
        .setDomain(DOMAIN)
        .putMetadata("trace_id", traceId);
  }

  private static Status status(AuthError error, ErrorInfo.Builder info) {
    return Status.newBuilder()
        .setCode(Code.valueOf(error.grpcStatus().name()).value())
        .setMessage(error.publicText())
        .addDetails(Any.pack(info.build()))
        .build();
  }
}
