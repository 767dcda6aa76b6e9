package dev.postern.common.guard.grpc;

import dev.postern.common.auth.AuthError;
import dev.postern.common.guard.CurrentCall;
import dev.postern.common.refusal.GrpcErrors;
import dev.postern.common.refusal.OutageClassifier;
import dev.postern.common.refusal.Refusal;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.StatusException;
import io.quarkus.grpc.ExceptionHandler;
import io.quarkus.grpc.ExceptionHandlerProvider;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Answers everything that is thrown during a gRPC call with a refusal of the one table. A bug also
 * leaves a line in the log. The framework's own answer would carry the text of the exception, and
 * the metadata of the request as trailers.
 */
@Singleton
class GrpcExceptionMapper implements ExceptionHandlerProvider {
  private static final Logger LOGGER = Logger.getLogger(GrpcExceptionMapper.class);
  private final CurrentCall currentCall;

  GrpcExceptionMapper(CurrentCall currentCall) {
    this.currentCall = currentCall;
  }

  @Override
  public <Q, A> ExceptionHandler<Q, A> createHandler(
      ServerCall.Listener<Q> listener, ServerCall<Q, A> serverCall, Metadata metadata) {
    return new ExceptionHandler<>(listener, serverCall, metadata) {
      @Override
      protected void handleException(
          Throwable thrown, ServerCall<Q, A> call, Metadata requestMetadata) {
        StatusException refusal = refusal(thrown);
        Metadata trailers = refusal.getTrailers();
        call.close(refusal.getStatus(), trailers == null ? new Metadata() : trailers);
      }
    };
  }

  @Override
  public Throwable transform(Throwable thrown) {
    return refusal(thrown);
  }

  private StatusException refusal(Throwable thrown) {
    String traceId = currentCall.traceId();
    if (thrown instanceof StatusException already) {
      return already;
    }
    if (thrown instanceof Refusal refusal) {
      return GrpcErrors.exception(refusal.error(), refusal.advice(), traceId);
    }
    if (OutageClassifier.isOutage(thrown)) {
      LOGGER.warnf("trace %s: %s", traceId, thrown.getClass().getName());
      return GrpcErrors.exception(AuthError.DEPENDENCY_UNAVAILABLE, traceId);
    }
    LOGGER.errorf(thrown, "trace %s", traceId);
    return GrpcErrors.exception(AuthError.INTERNAL, traceId);
  }
}
