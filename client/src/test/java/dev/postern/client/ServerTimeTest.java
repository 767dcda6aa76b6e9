package dev.postern.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTimeTest {
  private final SetClock clock = new SetClock(Instant.parse("2026-11-21T12:00:00Z"));
  private final ServerTime time = ServerTime.over(clock);

  @Test
  void isTheClocksOwnUntilSomethingIsLearned() {
    assertThat(time.instant()).isEqualTo(clock.instant());
    assertThat(ServerTime.over(time)).isSameAs(time);
  }

  @Test
  void learnsFromADate() {
    assertThat(time.observeDate("Sat, 21 Nov 2026 13:00:00 GMT")).isTrue();
    clock.advance(Duration.ofSeconds(10));
    assertThat(time.instant()).isEqualTo("2026-11-21T13:00:10Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Sat, 21 Nov 2026 12:00:05 GMT", "Sat, 21 Nov 2026 11:59:55 GMT"})
  void whatADateCannotTellIsNotLearned(String date) {
    assertThat(time.observeDate(date)).isFalse();
    assertThat(time.skew()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "Sat, 99 Nov 2026 13:00:00 GMT", "1700000000"})
  void whatIsNoDateIsIgnored(String date) {
    assertThat(time.observeDate(date)).isFalse();
    assertThat(time.skew()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1795266000", "2026-11-21T13:00:00Z"})
  void learnsWhatARefusalSays(String serverTime) {
    assertThat(time.correct(serverTime)).isTrue();
    assertThat(time.skew()).isEqualTo(Duration.ofHours(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1e9", "99999999999999999999", "+300000-01-01T00:00:00Z"})
  void whatIsNoTimeIsIgnored(String serverTime) {
    assertThat(time.correct(serverTime)).isFalse();
    assertThat(time.skew()).isZero();
  }

  @Test
  void believesADayAndNoMore() {
    assertThat(time.correct("2026-11-22T12:00:00Z")).isTrue();
    assertThat(time.skew()).isEqualTo(ServerTime.MAX_SKEW);
    assertThat(time.correct("2026-11-22T12:00:01Z")).isFalse();
    assertThat(time.correct("2026-11-20T11:59:59Z")).isFalse();
    assertThat(time.observeDate("Tue, 24 Nov 2026 12:00:00 GMT")).isFalse();
    assertThat(time.skew()).isEqualTo(ServerTime.MAX_SKEW);
  }
}
