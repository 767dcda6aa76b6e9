package dev.postern.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A unary call that starts when its message is there, because the signature in the header covers
 * the message. It is attempted again if {@link RequestCredentials.RetryState} says so.
 *
 * <p>Several threads may use the caller's side (to cancel, to request messages) while an attempt is
 * replaced, so {@code this} guards all state.
 */
final class UnaryCall<Q, A> extends ClientCall<Q, A> {
  private final PosternCalls interceptor;
  private final MethodDescriptor<Q, A> method;
  private final CallOptions options;
  private final Channel next;
  private final RequestCredentials.RetryState retries;
  private final Optional<Deadline> deadline;

  private @Nullable Listener<A> listener;
  private Metadata headers = new Metadata();
  private byte @Nullable [] bytes;
  private int requested;
  private boolean halfClosed;
  private boolean cancelled;
  private @Nullable ClientCall<byte[], A> attempt;

  UnaryCall(
      PosternCalls interceptor, MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    this.interceptor = interceptor;
    this.method = method;
    this.options = options;
    this.next = next;
    this.retries = interceptor.credentials().new RetryState();
    this.deadline =
        Stream.of(
                Optional.ofNullable(options.getDeadline()),
                Optional.ofNullable(Context.current().getDeadline()))
            .flatMap(Optional::stream)
            .min(Comparator.naturalOrder());
  }

  @Override
  public synchronized void start(Listener<A> responseListener, Metadata given) {
    listener = responseListener;
    headers = given;
  }

  @Override
  public synchronized void request(int messages) {
    requested += messages;
    if (attempt != null) {
      attempt.request(messages);
    }
  }

  @Override
  public void sendMessage(Q message) {
    byte[] serialized = serialized(message);
    Optional<AccessToken> token = token();
    synchronized (this) {
      bytes = serialized;
      startAttempt(token);
    }
  }

  @Override
  public synchronized void halfClose() {
    halfClosed = true;
    if (attempt != null) {
      attempt.halfClose();
    }
  }

  @Override
  public void cancel(@Nullable String message, @Nullable Throwable cause) {
    ClientCall<byte[], A> running;
    Listener<A> waiting;
    synchronized (this) {
      running = attempt;
      waiting = cancelled ? null : listener;
      cancelled = true;
    }
    if (running != null) {
      running.cancel(message, cause);
    } else if (waiting != null) {
      waiting.onClose(Status.CANCELLED.withDescription(message).withCause(cause), new Metadata());
    }
  }

  @Override
  public synchronized boolean isReady() {
    return attempt != null && attempt.isReady();
  }

  /** The caller holds the lock; nothing here blocks. */
  private void startAttempt(Optional<AccessToken> token) {
    if (cancelled || listener == null || bytes == null) {
      return;
    }
    String authority = options.getAuthority() == null ? next.authority() : options.getAuthority();
    Metadata authenticated = new Metadata();
    authenticated.merge(headers);
    PosternCalls.setCredentials(
        authenticated, token, retries.signer(), PosternCalls.message(method, authority, bytes));
    ClientCall<byte[], A> call =
        next.newCall(
            method.toBuilder(ByteArrayMarshaller.INSTANCE, method.getResponseMarshaller()).build(),
            options);
    attempt = call;
    call.start(new Attempt(listener, token), authenticated);
    call.request(requested);
    call.sendMessage(bytes);
    if (halfClosed) {
      call.halfClose();
    }
  }

  private byte[] serialized(Q message) {
    try (InputStream stream = method.streamRequest(message)) {
      return stream.readAllBytes();
    } catch (IOException failure) {
      throw Status.INTERNAL
          .withDescription("the message could not be serialized")
          .withCause(failure)
          .asRuntimeException();
    }
  }

  private Optional<AccessToken> token() {
    try {
      return interceptor.credentials().token(maxWait());
    } catch (PosternException failure) {
      throw statusOf(failure)
          .withDescription(failure.getMessage())
          .withCause(failure)
          .asRuntimeException();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw Status.CANCELLED.withCause(interrupted).asRuntimeException();
    }
  }

  /**
   * The wait ends at the call's deadline, which nothing else enforces before the call has started.
   */
  private Duration maxWait() {
    return deadline
        .map(end -> Duration.ofNanos(Math.max(0, end.timeRemaining(TimeUnit.NANOSECONDS))))
        .filter(left -> left.compareTo(AccessTokens.MAX_WAIT) < 0)
        .orElse(AccessTokens.MAX_WAIT);
  }

  private Status statusOf(PosternException failure) {
    if (deadline.filter(Deadline::isExpired).isPresent()) {
      return Status.DEADLINE_EXCEEDED;
    }
    return failure.isTemporary() ? Status.UNAVAILABLE : Status.UNAUTHENTICATED;
  }

  /** Withholds the response header until it is certain that this attempt is the final one. */
  private final class Attempt extends SimpleForwardingClientCallListener<A> {
    private final Optional<AccessToken> used;
    private @Nullable Metadata withheld;
    private boolean isFinal;

    Attempt(Listener<A> listener, Optional<AccessToken> used) {
      super(listener);
      this.used = used;
    }

    @Override
    public void onHeaders(Metadata answered) {
      withheld = answered;
    }

    @Override
    public void onMessage(A message) {
      release();
      super.onMessage(message);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (status.isOk()) {
        retries.succeeded();
      }
      Status reported = status;
      try {
        if (!isFinal && isRetryable(status, trailers) && retry()) {
          return;
        }
      } catch (PosternException clocksDiffer) {
        reported = status.augmentDescription(String.valueOf(clocksDiffer.getMessage()));
      }
      release();
      super.onClose(reported, trailers);
    }

    private boolean isRetryable(Status status, Metadata trailers) {
      return GrpcUnauthorized.of(status, trailers)
          .filter(refusal -> retries.shouldRetry(refusal, used))
          .isPresent();
    }

    private void release() {
      isFinal = true;
      if (withheld != null) {
        super.onHeaders(withheld);
        withheld = null;
      }
    }

    private boolean retry() {
      try {
        Optional<AccessToken> token = token();
        synchronized (UnaryCall.this) {
          if (!cancelled) {
            startAttempt(token);
            return true;
          }
          return false;
        }
      } catch (RuntimeException failure) {
        // The first refusal is more informative than the missing token.
        return false;
      }
    }
  }
}
