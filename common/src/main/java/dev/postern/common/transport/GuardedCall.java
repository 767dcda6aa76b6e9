package dev.postern.common.transport;

import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.Caller;
import dev.postern.common.auth.Decision;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.StatusException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC call that waits for the guard: what arrives meanwhile is kept, one message at most, and
 * handed on when the caller is let in. All of it happens on the call's own event-loop context.
 */
final class GuardedCall<Q, A> extends ServerCall.Listener<Q> {
  private static final Logger LOGGER = Logger.getLogger(GuardedCall.class);

  /** The end of the caller's stream is counted like a message: without it no garbage is noticed. */
  private static final int WITH_THE_END = 2;

  private final ServerCall<Q, A> call;
  private final CurrentCall currentCall;
  private final Function<@Nullable Object, Uni<Decision>> guard;
  private final Supplier<ServerCall.Listener<Q>> handler;
  private final Vertx vertx;
  private final long deadline;
  private Optional<ServerCall.Listener<Q>> entered = Optional.empty();
  private boolean asked;
  private boolean halfClosed;
  private boolean over;

  GuardedCall(
      ServerCall<Q, A> call,
      CurrentCall currentCall,
      Function<@Nullable Object, Uni<Decision>> guard,
      Supplier<ServerCall.Listener<Q>> handler,
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

  /** Ends a call that no method may take. */
  static <Q> ServerCall.Listener<Q> refuse(ServerCall<Q, ?> call, AuthError error, String traceId) {
    close(call, GrpcErrors.exception(error, traceId));
    return new ServerCall.Listener<>() {};
  }

  @Override
  public void onMessage(Q message) {
    if (over) {
      return;
    }
    if (asked && call.getMethodDescriptor().getType().clientSendsOneMessage()) {
      entered.ifPresent(ServerCall.Listener::onCancel);
      end(AuthError.REQUEST_INVALID);
    } else if (entered.isPresent()) {
      entered.get().onMessage(message);
    } else if (!asked) {
      asked = true;
      vertx.cancelTimer(deadline);
      guard.apply(message).subscribe().with(decision -> answer(decision, message), this::fail);
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
      end(AuthError.REQUEST_INVALID);
    }
  }

  /** The caller has opened a call and then said nothing. */
  private void expire() {
    if (!asked && !over) {
      end(AuthError.TOO_SLOW);
    }
  }

  @Override
  public void onCancel() {
    over = true;
    vertx.cancelTimer(deadline);
    entered.ifPresent(ServerCall.Listener::onCancel);
  }

  @Override
  public void onComplete() {
    over = true;
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
      case Decision.Allowed(Caller caller, var proof) -> enter(caller, message);
      case Decision.Refused(AuthError error, String detail) -> end(error);
      case Decision.Undecided undecided -> end(AuthError.DEPENDENCY_UNAVAILABLE);
    }
  }

  private void enter(Caller caller, Q message) {
    currentCall.entered(caller);
    ServerCall.Listener<Q> listener = handler.get();
    entered = Optional.of(listener);
    listener.onReady();
    listener.onMessage(message);
    if (halfClosed) {
      listener.onHalfClose();
    }
  }

  private void fail(Throwable bug) {
    LOGGER.errorf(bug, "trace %s", currentCall.traceId());
    end(AuthError.INTERNAL);
  }

  private void end(AuthError error) {
    over = true;
    vertx.cancelTimer(deadline);
    close(call, GrpcErrors.exception(error, currentCall.traceId()));
  }

  private static void close(ServerCall<?, ?> call, StatusException refusal) {
    Metadata trailers = refusal.getTrailers();
    try {
      call.close(refusal.getStatus(), trailers == null ? new Metadata() : trailers);
    } catch (IllegalStateException closedAlready) {
      LOGGER.debug("the call was refused below already");
    }
  }
}
