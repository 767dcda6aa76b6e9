package dev.postern.common.distribution;

import com.google.protobuf.ByteString;
import dev.postern.common.remote.GrpcTimestamps;
import dev.postern.common.revocation.RevocationEntry;
import dev.postern.common.revocation.SecurityEvent;

/** Security events as gRPC messages. */
public final class EventMessages {
  private EventMessages() {}

  public static dev.postern.auth.v1.SecurityEvent write(SecurityEvent event) {
    return dev.postern.auth.v1.SecurityEvent.newBuilder()
        .setSeq(event.seq())
        .setKind(event.code())
        .setEntry(ByteString.copyFrom(event.wireEntry().toBytes()))
        .setCreatedAt(GrpcTimestamps.write(event.createdAt()))
        .build();
  }

  /**
   * @throws IllegalArgumentException if it is a revocation without a valid entry
   */
  static SecurityEvent read(dev.postern.auth.v1.SecurityEvent message) {
    return SecurityEvent.of(
        message.getSeq(),
        message.getKind(),
        () -> RevocationEntry.fromBytes(message.getEntry().toByteArray()),
        GrpcTimestamps.read(message.getCreatedAt()));
  }
}
