package dev.postern.common.refusal;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import dev.postern.common.auth.Advice;
import dev.postern.common.auth.AuthError;
import io.grpc.Status.Code;
import io.grpc.StatusException;
import io.grpc.protobuf.StatusProto;

/**
 * A refusal as gRPC callers see it: the status, and {@code google.rpc.ErrorInfo} with the reason.
 */
public final class GrpcErrors {
  private static final String DOMAIN = "postern";

  private GrpcErrors() {}

  public static StatusException exception(AuthError error, String traceId) {
    return exception(error, Advice.NONE, traceId);
  }

  /** With the advice to the caller: this server's time, in Unix seconds. */
  public static StatusException exception(AuthError error, Advice advice, String traceId) {
    return StatusProto.toStatusException(status(error, info(error, advice, traceId)));
  }

  /** The same as the message that travels in {@code grpc-status-details-bin}. */
  public static Status status(AuthError error, String traceId) {
    return status(error, info(error, Advice.NONE, traceId));
  }

  private static ErrorInfo.Builder info(AuthError error, Advice advice, String traceId) {
    ErrorInfo.Builder info =
        ErrorInfo.newBuilder()
            .setReason(error.reason())
            .setDomain(DOMAIN)
            .putMetadata("trace_id", traceId);
    advice
        .serverTime()
        .ifPresent(now -> info.putMetadata("server_time", "" + now.getEpochSecond()));
    return info;
  }

  private static Status status(AuthError error, ErrorInfo.Builder info) {
    return Status.newBuilder()
        .setCode(Code.valueOf(error.grpcStatus().name()).value())
        .setMessage(error.publicText())
        .addDetails(Any.pack(info.build()))
        .build();
  }
}
