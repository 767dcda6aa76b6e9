package dev.postern.client;

import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A message that is serialized already: what is sent is what was signed, octet by octet. */
enum OctetsMarshaller implements Marshaller<byte[]> {
  INSTANCE;

  @Override
  public InputStream stream(byte[] octets) {
    return new ByteArrayInputStream(octets);
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
