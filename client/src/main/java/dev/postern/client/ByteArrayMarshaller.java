package dev.postern.client;

import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Marshals a message that is already serialized, so that exactly the signed bytes are sent. */
enum ByteArrayMarshaller implements Marshaller<byte[]> {
  INSTANCE;

  @Override
  public InputStream stream(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  @Override
  public byte[] parse(InputStream stream) {
    try (stream) {
      return stream.readAllBytes();
    } catch (IOException failure) {
      throw Status.INTERNAL
          .withDescription("the message could not be read")
          .withCause(failure)
          .asRuntimeException();
    }
  }
}
