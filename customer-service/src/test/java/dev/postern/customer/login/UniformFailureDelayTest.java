package dev.postern.customer.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class UniformFailureDelayTest {
  private static final Vertx VERTX = Vertx.vertx();

  private final AtomicLong nanoTime = new AtomicLong(42);
  private final UniformFailureDelay delay = new UniformFailureDelay(VERTX, nanoTime::get);

  @AfterAll
  static void stop() {
    VERTX.close();
  }

  private Duration remainingAfter(long millis) {
    UniformFailureDelay.Arrival arrival = delay.arrival();
    nanoTime.addAndGet(Duration.ofMillis(millis).toNanos());
    return arrival.remaining();
  }

  @Test
  void threat29AnswersAtMultiplesOfTheInterval() {
    assertThat(remainingAfter(1)).isEqualTo(Duration.ofMillis(99));
    assertThat(remainingAfter(99)).isEqualTo(Duration.ofMillis(1));
    assertThat(remainingAfter(100)).isEqualTo(Duration.ofMillis(100));
    assertThat(remainingAfter(250)).isEqualTo(Duration.ofMillis(50));
  }

  @Test
  void expensiveComparisonsMakeTheIntervalLongerForAllLogins() {
    delay.allowFor(Duration.ofMillis(74));
    assertThat(remainingAfter(0)).isEqualTo(Duration.ofMillis(100));
    delay.allowFor(Duration.ofMillis(75));
    assertThat(remainingAfter(0)).isEqualTo(Duration.ofMillis(200));
    delay.allowFor(Duration.ofMillis(1));
    assertThat(remainingAfter(0)).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void intervalIsBounded() {
    delay.allowFor(Duration.ofMinutes(1));
    assertThat(remainingAfter(0)).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void waitsUntilTheAnswerIsDue() {
    delay.arrival().untilAnswer().await().atMost(Duration.ofSeconds(10));
  }
}
