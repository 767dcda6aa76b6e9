package dev.postern.common.transport.event;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.postern.common.event.EventKind;
import dev.postern.common.event.Kill;
import dev.postern.common.event.SecurityEvent;
import java.time.Instant;

/** Security events as gRPC messages. */
public final class EventMessages {
  private EventMessages() {}

  public static dev.postern.auth.v1.SecurityEvent write(SecurityEvent event) {
    return dev.postern.auth.v1.SecurityEvent.newBuilder()
        .setSeq(event.seq())
        .setKind(event.kind().code())
        .setKill(ByteString.copyFrom(event.kill().octets()))
        .setCreatedAt(
            Timestamp.newBuilder()
                .setSeconds(event.createdAt().getEpochSecond())
                .setNanos(event.createdAt().getNano()))
        .build();
  }

  static SecurityEvent read(dev.postern.auth.v1.SecurityEvent message) {
    Timestamp at = message.getCreatedAt();
    return new SecurityEvent(
        message.getSeq(),
        EventKind.ofCode(message.getKind()),
        Kill.of(message.getKill().toByteArray()),
        Instant.ofEpochSecond(at.getSeconds(), at.getNanos()));
  }
}
