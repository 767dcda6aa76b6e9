package dev.postern.common.distribution;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.postern.common.revocation.RevocationEntry;
import dev.postern.common.revocation.SecurityEvent;
import java.time.Instant;

/** Security events as gRPC messages. */
public final class EventMessages {
  private EventMessages() {}

  public static dev.postern.auth.v1.SecurityEvent write(SecurityEvent event) {
    return dev.postern.auth.v1.SecurityEvent.newBuilder()
        .setSeq(event.seq())
        .setKind(event.code())
        .setEntry(ByteString.copyFrom(event.wireEntry().toBytes()))
        .setCreatedAt(
            Timestamp.newBuilder()
                .setSeconds(event.createdAt().getEpochSecond())
                .setNanos(event.createdAt().getNano()))
        .build();
  }

  /**
   * @throws IllegalArgumentException if it is a revocation without a valid entry
   */
  static SecurityEvent read(dev.postern.auth.v1.SecurityEvent message) {
    Timestamp at = message.getCreatedAt();
    return SecurityEvent.of(
        message.getSeq(),
        message.getKind(),
        () -> RevocationEntry.fromBytes(message.getEntry().toByteArray()),
        Instant.ofEpochSecond(at.getSeconds(), at.getNanos()));
  }
}
