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
 * A call that starts when its one message is there, because the message is signed in the headers,
 * and that begins anew where a remedy may help.
 *
 * <p>The caller's side may come from several threads (a cancellation, a request for messages) while
 * an attempt is being replaced, so all state is guarded by this.
 */
final class UnaryCall<Q, A> extends ClientCall<Q, A> {
  private final PosternCalls by;
  private final MethodDescriptor<Q, A> method;
  private final CallOptions options;
  private final Channel next;
  private final Proofs.Remedies remedies;
  private final Optional<Deadline> deadline;

  private @Nullable Listener<A> listener;
  private Metadata headers = new Metadata();
  private byte @Nullable [] octets;
  private int requested;
  private boolean halfClosed;
  private boolean cancelled;
  private @Nullable ClientCall<byte[], A> attempt;

  UnaryCall(PosternCalls by, MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    this.by = by;
    this.method = method;
    this.options = options;
    this.next = next;
    this.remedies = by.proofs().new Remedies();
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
      octets = serialized;
      begin(token);
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

  /** With the lock held, since nothing here waits. */
  private void begin(Optional<AccessToken> token) {
    if (cancelled || listener == null || octets == null) {
      return;
    }
    String authority = options.getAuthority() == null ? next.authority() : options.getAuthority();
    Metadata proven = new Metadata();
    proven.merge(headers);
    PosternCalls.prove(
        proven, token, remedies.signer(), PosternCalls.message(method, authority, octets));
    ClientCall<byte[], A> call =
        next.newCall(
            method.toBuilder(OctetsMarshaller.INSTANCE, method.getResponseMarshaller()).build(),
            options);
    attempt = call;
    call.start(new Attempt(listener, token), proven);
    call.request(requested);
    call.sendMessage(octets);
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
      return by.proofs().token(patience());
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

  /** Until the call's deadline, which nobody else watches before the call has started. */
  private Duration patience() {
    return deadline
        .map(end -> Duration.ofNanos(Math.max(0, end.timeRemaining(TimeUnit.NANOSECONDS))))
        .filter(left -> left.compareTo(AccessTokens.PATIENCE) < 0)
        .orElse(AccessTokens.PATIENCE);
  }

  private Status statusOf(PosternException failure) {
    if (deadline.filter(Deadline::isExpired).isPresent()) {
      return Status.DEADLINE_EXCEEDED;
    }
    return failure.isTemporary() ? Status.UNAVAILABLE : Status.UNAUTHENTICATED;
  }

  /** Keeps the headers back until it is sure that this attempt is the one that counts. */
  private final class Attempt extends SimpleForwardingClientCallListener<A> {
    private final Optional<AccessToken> used;
    private @Nullable Metadata withheld;
    private boolean counts;

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
        remedies.succeeded();
      }
      Status told = status;
      try {
        if (!counts && mayBeHelped(status, trailers) && beginsAnew()) {
          return;
        }
      } catch (PosternException clocksDiffer) {
        told = status.augmentDescription(String.valueOf(clocksDiffer.getMessage()));
      }
      release();
      super.onClose(told, trailers);
    }

    private boolean mayBeHelped(Status status, Metadata trailers) {
      return GrpcRefusal.of(status, trailers)
          .filter(refusal -> remedies.mayHelp(refusal, used))
          .isPresent();
    }

    private void release() {
      counts = true;
      if (withheld != null) {
        super.onHeaders(withheld);
        withheld = null;
      }
    }

    private boolean beginsAnew() {
      try {
        Optional<AccessToken> token = token();
        synchronized (UnaryCall.this) {
          if (!cancelled) {
            begin(token);
            return true;
          }
          return false;
        }
      } catch (RuntimeException failure) {
        // The first refusal says more than that there is no other token.
        return false;
      }
    }
  }
}
