package dev.postern.common.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class GrpcTimestampsTest {

  @Test
  void readsBackToTheNanosecond() {
    for (String text : new String[] {"2026-11-28T13:00:00.123456789Z", "1969-12-31T23:59:59.5Z"}) {
      Instant instant = Instant.parse(text);
      assertThat(GrpcTimestamps.read(GrpcTimestamps.write(instant))).isEqualTo(instant);
    }
  }

  @Test
  void writesSecondsAndNanoseconds() {
    assertThat(GrpcTimestamps.write(Instant.ofEpochSecond(7, 8)))
        .isEqualTo(Timestamp.newBuilder().setSeconds(7).setNanos(8).build());
  }

  @Test
  void readsAnUnsetTimestampAsTheEpoch() {
    assertThat(GrpcTimestamps.read(Timestamp.getDefaultInstance())).isEqualTo(Instant.EPOCH);
  }
}
