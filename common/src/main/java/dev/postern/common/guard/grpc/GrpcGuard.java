package dev.postern.common.guard.grpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.Call;
import dev.postern.common.auth.Decision;
import dev.postern.common.auth.DecisionLog;
import dev.postern.common.auth.Pipeline;
import dev.postern.common.auth.Request;
import dev.postern.common.guard.Access;
import dev.postern.common.guard.AccessTable;
import dev.postern.common.guard.CurrentCall;
import dev.postern.common.settings.GuardConfig;
import dev.postern.common.signature.SentRequest;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.quarkus.grpc.GlobalInterceptor;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.spi.Prioritized;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The guard of gRPC: the same pipeline. It decides when the request's message has arrived, because
 * the message may name a customer and may be signed.
 */
@Singleton
@GlobalInterceptor
class GrpcGuard implements ServerInterceptor, Prioritized {
  private final AccessTable table;
  private final Pipeline pipeline;
  private final CurrentCall currentCall;
  private final DecisionLog log;
  private final Vertx vertx;
  private final Duration patience;

  GrpcGuard(
      AccessTable table,
      Pipeline pipeline,
      CurrentCall currentCall,
      DecisionLog log,
      Vertx vertx,
      GuardConfig config) {
    this.log = log;
    this.vertx = vertx;
    this.patience = config.guard().bodyTimeout();
    this.table = table;
    this.pipeline = pipeline;
    this.currentCall = currentCall;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata metadata, ServerCallHandler<Q, A> next) {
    Optional<Access> access = table.ofGrpc(call.getMethodDescriptor().getFullMethodName());
    if (access.isEmpty()) {
      Decision.Refused refused = new Decision.Refused(AuthError.METHOD_NOT_ALLOWED, "no method");
      log.record(currentCall.describe("GRPC"), refused);
      return GuardedCall.refuse(call, refused, currentCall.traceId());
    }
    currentCall.matched(access.get().route());
    return switch (access.get()) {
      case Access.Anybody open -> next.startCall(call, metadata);
      case Access.Needs needs ->
          new GuardedCall<>(
              call,
              currentCall,
              guard(needs, target(call), metadata),
              guarded -> next.startCall(guarded, metadata),
              vertx,
              patience);
    };
  }

  /** After Quarkus has put the call on its own context, before all other interceptors. */
  @Override
  public int getPriority() {
    return 1_000;
  }

  private GuardedCall.Guard guard(Access.Needs needs, Request.Target target, Metadata metadata) {
    Call call = currentCall.describe("GRPC");
    return new GuardedCall.Guard() {
      @Override
      public Uni<Decision> decide(@Nullable Object message) {
        return GrpcGuard.this.decide(call, needs, target, metadata, message);
      }

      @Override
      public Optional<Decision> recheck(Decision.Allowed allowed) {
        return pipeline.recheck(call, allowed, needs.requirements());
      }

      @Override
      public void record(Decision.Refused refused) {
        log.record(call, refused);
      }
    };
  }

  private Uni<Decision> decide(
      Call call,
      Access.Needs needs,
      Request.Target target,
      Metadata metadata,
      @Nullable Object message) {
    Request.Headers headers = name -> values(metadata, name);
    Optional<SentRequest> sent =
        message instanceof RawMessage<?> received
            ? Optional.of(
                SentRequest.ofGrpc(
                    target.authority(), target.path(), headers::all, received.bytes()))
            : Optional.empty();
    Object content = message instanceof RawMessage<?> it ? it.message() : message;
    Request request = new Request(call, target, headers, Set.of(), bodyOf(content, needs), sent);
    return pipeline.decide(request, needs.requirements()).emitOn(currentCall.context());
  }

  private static Request.Body bodyOf(@Nullable Object message, Access.Needs needs) {
    if (!(message instanceof Message proto) || !needs.requirements().readsCustomerInBody()) {
      return Request.Body.EMPTY;
    }
    FieldDescriptor field = proto.getDescriptorForType().findFieldByName("customer_id");
    return field == null
        ? Request.Body.EMPTY
        : Request.Body.of(
            Optional.empty(),
            Optional.of(String.valueOf(proto.getField(field))).filter(id -> !id.isEmpty()));
  }

  private static List<String> values(Metadata metadata, String name) {
    Iterable<String> values =
        metadata.getAll(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
    if (values == null) {
      return List.of();
    }
    List<String> all = new ArrayList<>();
    values.forEach(all::add);
    return all;
  }

  private Request.Target target(ServerCall<?, ?> call) {
    return new Request.Target(
        "POST", currentCall.authority(), "/" + call.getMethodDescriptor().getFullMethodName(), "");
  }
}
