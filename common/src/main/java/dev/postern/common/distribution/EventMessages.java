package dev.postern.common.distribution;

import com.google.protobuf.ByteString;
import dev.postern.common.remote.GrpcTimestamps;
import dev.postern.common.revocation.RevocationEntry;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.SecurityEvent;

/** Security events as gRPC messages. */
public final class EventMessages {
  private EventMessages() {}

  public static dev.postern.auth.v1.SecurityEvent write(SecurityEvent event) {
    return dev.postern.auth.v1.SecurityEvent.newBuilder()
        .setSeq(event.seq())
        .setKind(event.kind().code())
        .setEntry(ByteString.copyFrom(event.entry().octets()))
        .setCreatedAt(GrpcTimestamps.write(event.createdAt()))
        .build();
  }

  static SecurityEvent read(dev.postern.auth.v1.SecurityEvent message) {
    return new SecurityEvent(
        message.getSeq(),
        RevocationKind.ofCode(message.getKind()),
        RevocationEntry.of(message.getEntry().toByteArray()),
        GrpcTimestamps.read(message.getCreatedAt()));
  }
}
