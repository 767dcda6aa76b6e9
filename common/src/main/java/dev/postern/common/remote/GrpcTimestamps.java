package dev.postern.common.remote;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/** The one place where an {@link Instant} becomes a protobuf {@link Timestamp}, and the reverse. */
public final class GrpcTimestamps {
  private GrpcTimestamps() {}

  public static Timestamp write(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  /**
   * @throws java.time.DateTimeException if the seconds are beyond what an {@link Instant} holds
   */
  public static Instant read(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }
}
