package dev.postern.common.guard.grpc;

import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Wraps a gRPC service so that the guard of a unary method gets each message with the bytes that
 * arrived. The method itself gets the plain message.
 */
final class RawMessageCapture {
  private RawMessageCapture() {}

  static ServerServiceDefinition around(ServerServiceDefinition service) {
    List<ServerMethodDefinition<?, ?>> methods =
        service.getMethods().stream()
            .<ServerMethodDefinition<?, ?>>map(RawMessageCapture::around)
            .toList();
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(service.getServiceDescriptor().getName())
            .setSchemaDescriptor(service.getServiceDescriptor().getSchemaDescriptor());
    methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
    ServerServiceDefinition.Builder wrapped = ServerServiceDefinition.builder(descriptor.build());
    methods.forEach(wrapped::addMethod);
    return wrapped.build();
  }

  private static <Q, A> ServerMethodDefinition<?, ?> around(ServerMethodDefinition<Q, A> method) {
    MethodDescriptor<Q, A> descriptor = method.getMethodDescriptor();
    if (descriptor.getType() != MethodDescriptor.MethodType.UNARY) {
      return method;
    }
    MethodDescriptor<RawMessage<Q>, A> keeping =
        descriptor.toBuilder(
                new KeepingMarshaller<>(descriptor.getRequestMarshaller()),
                descriptor.getResponseMarshaller())
            .build();
    ServerCallHandler<Q, A> handler = method.getServerCallHandler();
    return ServerMethodDefinition.create(
        keeping,
        (call, metadata) ->
            new Unpacking<>(handler.startCall(new PlainCall<>(call, descriptor), metadata)));
  }

  /** The server bounds the length of a message before it is read here. */
  private record KeepingMarshaller<Q>(MethodDescriptor.Marshaller<Q> plain)
      implements MethodDescriptor.Marshaller<RawMessage<Q>> {

    @Override
    public InputStream stream(RawMessage<Q> received) {
      return new ByteArrayInputStream(received.bytes());
    }

    @Override
    public RawMessage<Q> parse(InputStream stream) {
      byte[] bytes = readAll(stream);
      return new RawMessage<>(plain.parse(new ByteArrayInputStream(bytes)), bytes);
    }

    private static byte[] readAll(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    }
  }

  /** Hands the message on without its bytes. */
  private static final class Unpacking<Q> extends ServerCall.Listener<RawMessage<Q>> {
    private final ServerCall.Listener<Q> plain;

    Unpacking(ServerCall.Listener<Q> plain) {
      this.plain = plain;
    }

    @Override
    public void onMessage(RawMessage<Q> received) {
      plain.onMessage(received.message());
    }

    @Override
    public void onHalfClose() {
      plain.onHalfClose();
    }

    @Override
    public void onCancel() {
      plain.onCancel();
    }

    @Override
    public void onComplete() {
      plain.onComplete();
    }

    @Override
    public void onReady() {
      plain.onReady();
    }
  }

  /** The call with the method's own descriptor. */
  private static final class PlainCall<Q, A> extends ServerCall<Q, A> {
    private final ServerCall<RawMessage<Q>, A> call;
    private final MethodDescriptor<Q, A> descriptor;

    PlainCall(ServerCall<RawMessage<Q>, A> call, MethodDescriptor<Q, A> descriptor) {
      this.call = call;
      this.descriptor = descriptor;
    }

    @Override
    public MethodDescriptor<Q, A> getMethodDescriptor() {
      return descriptor;
    }

    @Override
    public void request(int messages) {
      call.request(messages);
    }

    @Override
    public void sendHeaders(Metadata headers) {
      call.sendHeaders(headers);
    }

    @Override
    public void sendMessage(A message) {
      call.sendMessage(message);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      call.close(status, trailers);
    }

    @Override
    public boolean isReady() {
      return call.isReady();
    }

    @Override
    public boolean isCancelled() {
      return call.isCancelled();
    }

    @Override
    public void setCompression(String compressor) {
      call.setCompression(compressor);
    }

    @Override
    public void setMessageCompression(boolean enabled) {
      call.setMessageCompression(enabled);
    }

    @Override
    public Attributes getAttributes() {
      return call.getAttributes();
    }

    @Override
    public @Nullable String getAuthority() {
      return call.getAuthority();
    }
  }
}
