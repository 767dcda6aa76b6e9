package dev.postern.common.remote;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.function.Function;

/** Reads the answers of look-ups at other services. */
final class GrpcAnswers {
  private GrpcAnswers() {}

  /** Empty if the other service answers NOT_FOUND; any other failure stays a failure. */
  static <A, T> Uni<Optional<T>> found(Uni<A> answer, Function<A, T> reading) {
    return answer
        .map(found -> Optional.of(reading.apply(found)))
        .onFailure(GrpcAnswers::isNotFound)
        .recoverWithItem(Optional.empty());
  }

  private static boolean isNotFound(Throwable failure) {
    return failure instanceof StatusRuntimeException grpc
        && grpc.getStatus().getCode() == Status.Code.NOT_FOUND;
  }
}
