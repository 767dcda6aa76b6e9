package dev.postern.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTimeTest {
  private final AdjustableClock clock = new AdjustableClock(Instant.parse("2026-11-21T12:00:00Z"));
  private final ServerTime time = ServerTime.over(clock);

  @Test
  void equalsTheClockUntilACorrectionIsAdopted() {
    assertThat(time.instant()).isEqualTo(clock.instant());
    assertThat(ServerTime.over(time)).isSameAs(time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1795262940", "2026-11-21T12:09:00Z", "Sat, 21 Nov 2026 12:09:00 GMT"})
  void correctsATrialClockAndThenAdoptsIt(String serverTime) {
    ServerTime tried = time.correctedTo(serverTime).orElseThrow();
    clock.advance(Duration.ofSeconds(10));
    assertThat(tried.instant()).isEqualTo("2026-11-21T12:09:10Z");
    assertThat(time.instant()).isEqualTo(clock.instant());

    time.adopt(tried);
    assertThat(time.instant()).isEqualTo("2026-11-21T12:09:10Z");
    assertThat(time.skew()).isEqualTo(Duration.ofMinutes(9));
  }

  @Test
  void measuresTheDifferenceFromTheUncorrectedClock() {
    time.adopt(time.correctedTo("2026-11-21T12:09:00Z").orElseThrow());
    time.adopt(time.correctedTo("2026-11-21T14:00:00Z").orElseThrow());
    assertThat(time.skew()).isEqualTo(Duration.ofHours(2));
    assertThatThrownBy(() -> time.correctedTo("2026-11-21T14:00:01Z"))
        .isInstanceOf(PosternException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-1",
        "1e9",
        "99999999999999999999",
        "yesterday",
        "Sat, 99 Nov 2026 13:00:00 GMT",
        "Sat, 21 Nov 2026"
      })
  void ignoresTextThatIsNotATime(String serverTime) {
    assertThat(time.correctedTo(serverTime)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-11-21T14:00:00Z", "2026-11-21T10:00:00Z"})
  void acceptsADifferenceOfTwoHours(String serverTime) {
    assertThat(time.correctedTo(serverTime).orElseThrow().skew().abs())
        .isEqualTo(ServerTime.MAX_SKEW);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2026-11-21T14:00:01Z          | 7201 s: the server's is ahead
          2026-11-21T09:59:59Z          | 7201 s: the server's is behind
          Sat, 21 Nov 2026 15:00:00 GMT | 10800 s: the server's is ahead
          1795348800                    | 86400 s: the server's is ahead
          +300000-01-01T00:00:00Z       | the server's is ahead
          """)
  void reportsALargerDifference(String serverTime, String said) {
    PosternException refusal =
        catchThrowableOfType(PosternException.class, () -> time.correctedTo(serverTime));
    assertThat(refusal).hasMessageContaining(said).hasMessageContaining("Set this machine's clock");
    assertThat(refusal.reason()).isEqualTo("clock_skew");
    assertThat(refusal.isTemporary()).isFalse();
    assertThat(time.skew()).isZero();
  }
}
