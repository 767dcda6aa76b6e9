package dev.postern.common.guard.grpc;

import dev.postern.common.auth.Advice;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.Decision;
import dev.postern.common.guard.CurrentCall;
import dev.postern.common.refusal.GrpcErrors;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC call that waits for the guard. It keeps the message that arrives meanwhile, one at most,
 * and hands it on when the caller is let in. Everything happens on the call's event-loop context.
 */
final class GuardedCall<Q, A> extends ServerCall.Listener<Q> {
  private static final Logger LOGGER = Logger.getLogger(GuardedCall.class);

  /** The message and the end of the caller's stream, so that a second message is noticed. */
  private static final int WITH_THE_END = 2;

  /** How often a stream is checked again. */
  private static final Duration RECHECK = Duration.ofMillis(250);

  /** Decides about this call. */
  interface Guard {
    Uni<Decision> decide(@Nullable Object message);

    /** The decision that ends a call which was allowed before, if it must end. */
    Optional<Decision> recheck(Decision.Allowed allowed);

    /** Records a refusal that the pipeline did not make. */
    void record(Decision.Refused refused);
  }

  private final ServerCall<Q, A> call;
  private final CurrentCall currentCall;
  private final Guard guard;
  private final Function<ServerCall<Q, A>, ServerCall.Listener<Q>> handler;
  private final Vertx vertx;
  private final long deadline;
  private Optional<ServerCall.Listener<Q>> entered = Optional.empty();
  private Optional<Decision.Allowed> allowed = Optional.empty();
  private boolean asked;
  private boolean halfClosed;
  private boolean over;
  private OptionalLong recheckTimer = OptionalLong.empty();

  GuardedCall(
      ServerCall<Q, A> call,
      CurrentCall currentCall,
      Guard guard,
      Function<ServerCall<Q, A>, ServerCall.Listener<Q>> handler,
      Vertx vertx,
      Duration patience) {
    this.vertx = vertx;
    this.call = call;
    this.currentCall = currentCall;
    this.guard = guard;
    this.handler = handler;
    this.deadline = vertx.setTimer(patience.toMillis(), late -> expire());
    call.request(WITH_THE_END);
  }

  /** Ends a call for which there is no method. */
  static <Q> ServerCall.Listener<Q> refuse(
      ServerCall<Q, ?> call, Decision.Refused refused, String traceId) {
    close(call, GrpcErrors.exception(refused.error(), refused.advice(), traceId));
    return new ServerCall.Listener<>() {};
  }

  @Override
  public void onMessage(Q message) {
    if (over) {
      return;
    }
    if (asked && call.getMethodDescriptor().getType().clientSendsOneMessage()) {
      endRepeated();
    } else if (entered.isPresent()) {
      entered.get().onMessage(message);
    } else if (!asked) {
      asked = true;
      vertx.cancelTimer(deadline);
      guard.decide(message).subscribe().with(decision -> answer(decision, message), this::fail);
    }
  }

  @Override
  public void onHalfClose() {
    halfClosed = true;
    if (over) {
      return;
    }
    if (entered.isPresent()) {
      entered.get().onHalfClose();
    } else if (!asked) {
      refuse(AuthError.REQUEST_INVALID, "no message");
    }
  }

  /** The caller has opened a call and sent no message. */
  private void expire() {
    if (!asked && !over) {
      refuse(AuthError.TOO_SLOW, "no message");
    }
  }

  @Override
  public void onCancel() {
    finish();
    entered.ifPresent(ServerCall.Listener::onCancel);
  }

  @Override
  public void onComplete() {
    finish();
    entered.ifPresent(ServerCall.Listener::onComplete);
  }

  @Override
  public void onReady() {
    entered.ifPresent(ServerCall.Listener::onReady);
  }

  private void answer(Decision decision, Q message) {
    if (over) {
      return;
    }
    switch (decision) {
      case Decision.Allowed allowed -> enter(allowed, message);
      case Decision.Refused refused -> end(refused.error(), refused.advice());
      case Decision.Undecided undecided -> end(AuthError.DEPENDENCY_UNAVAILABLE, Advice.NONE);
    }
  }

  private void enter(Decision.Allowed decision, Q message) {
    allowed = Optional.of(decision);
    currentCall.entered(decision);
    if (!call.getMethodDescriptor().getType().serverSendsOneMessage()) {
      long timer = vertx.setPeriodic(RECHECK.toMillis(), round -> recheck(decision));
      recheckTimer = OptionalLong.of(timer);
    }
    ServerCall.Listener<Q> listener = handler.apply(endingTheRecheck());
    entered = Optional.of(listener);
    listener.onReady();
    listener.onMessage(message);
    if (halfClosed) {
      listener.onHalfClose();
    }
  }

  /** The credentials may have been revoked or have expired since the call began. */
  private void recheck(Decision.Allowed allowed) {
    guard
        .recheck(allowed)
        .ifPresent(
            ended -> {
              answerEnd(ended);
              entered.ifPresent(ServerCall.Listener::onCancel);
            });
  }

  private void answerEnd(Decision ended) {
    switch (ended) {
      case Decision.Allowed goesOn -> {}
      case Decision.Refused refused -> end(refused.error(), refused.advice());
      case Decision.Undecided undecided -> end(AuthError.DEPENDENCY_UNAVAILABLE, Advice.NONE);
    }
  }

  private ServerCall<Q, A> endingTheRecheck() {
    return new SimpleForwardingServerCall<>(call) {
      @Override
      public void close(Status status, Metadata trailers) {
        finish();
        super.close(status, trailers);
      }
    };
  }

  private void finish() {
    over = true;
    vertx.cancelTimer(deadline);
    recheckTimer.ifPresent(vertx::cancelTimer);
  }

  private void fail(Throwable bug) {
    LOGGER.errorf(bug, "trace %s", currentCall.traceId());
    end(AuthError.INTERNAL, Advice.NONE);
  }

  /** While the pipeline still decides, its line stands for this call. */
  private void endRepeated() {
    entered.ifPresent(ServerCall.Listener::onCancel);
    allowed.ifPresent(
        in ->
            guard.record(
                new Decision.Refused(
                    AuthError.REQUEST_INVALID,
                    "more than one message",
                    Optional.of(in.principal()),
                    Advice.NONE)));
    end(AuthError.REQUEST_INVALID, Advice.NONE);
  }

  /** Nothing is proven yet. The gRPC server may have refused the call before. */
  private void refuse(AuthError error, String detail) {
    if (!currentCall.isRefused()) {
      guard.record(new Decision.Refused(error, detail));
    }
    end(error, Advice.NONE);
  }

  private void end(AuthError error, Advice advice) {
    finish();
    close(call, GrpcErrors.exception(error, advice, currentCall.traceId()));
  }

  private static void close(ServerCall<?, ?> call, StatusException refusal) {
    Metadata trailers = refusal.getTrailers();
    try {
      call.close(refusal.getStatus(), trailers == null ? new Metadata() : trailers);
    } catch (IllegalStateException closedAlready) {
      LOGGER.debug("the gRPC server has closed the call already");
    }
  }
}
