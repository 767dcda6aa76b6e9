package dev.postern.customer.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.customer.limit.Counters.Counter;
import dev.postern.customer.limit.Counters.Reply;
import dev.postern.customer.limit.Counters.Reservation;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The lockout policy, over each kind of counters: the script and the Java code must agree. */
abstract class CounterCases {
  static final int FREE = 3;
  static final Duration WINDOW = Duration.ofHours(1);
  private static final LockoutPolicy POLICY =
      new LockoutPolicy(FREE, Duration.ofMinutes(1), Duration.ofMinutes(5), WINDOW);

  private final Counter counter = new Counter("postern:login:test:" + UUID.randomUUID(), POLICY);

  abstract Counters counters();

  /** Lets time pass for a counter. */
  abstract void pass(Counter counter, Duration time);

  private Reply ask() {
    return counters().reserve(counter).await().atMost(Duration.ofSeconds(10));
  }

  private static Reservation reservation(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Reserved.class);
    return ((Reply.Reserved) reply).reservation();
  }

  private static void settle(Reservation reservation, Settlement settlement) {
    reservation.settle(settlement).await().atMost(Duration.ofSeconds(10));
  }

  private void attempt(Settlement settlement) {
    settle(reservation(ask()), settlement);
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      attempt(Settlement.FAILED);
    }
  }

  private Duration lock() {
    Reply reply = ask();
    assertThat(reply).isInstanceOf(Reply.Delayed.class);
    return ((Reply.Delayed) reply).left();
  }

  private void assertLockedFor(Duration expected) {
    assertThat(lock()).isBetween(expected.minusSeconds(30), expected);
  }

  @Test
  void freeFailuresCauseNoDelay() {
    fail(FREE - 1);
    attempt(Settlement.RELEASED);
  }

  @Test
  void theLastFreeFailureLocks() {
    fail(FREE);
    assertLockedFor(Duration.ofMinutes(1));
  }

  @Test
  void delaysDoubleUpToTheLongest() {
    fail(FREE);
    for (int minutes : new int[] {1, 2, 4, 5, 5, 5}) {
      assertLockedFor(Duration.ofMinutes(minutes));
      pass(counter, Duration.ofMinutes(minutes));
      attempt(Settlement.FAILED);
    }
  }

  @Test
  void admitsOneAttemptAfterTheDelay() {
    fail(FREE);
    pass(counter, Duration.ofMinutes(1));
    Reservation only = reservation(ask());
    assertThat(ask()).isInstanceOf(Reply.Full.class);
    settle(only, Settlement.SUCCEEDED);
    attempt(Settlement.RELEASED);
  }

  @Test
  void threat30ReservesNoMoreAttemptsThanMayFail() {
    attempt(Settlement.FAILED);
    List<Reservation> places =
        Stream.generate(this::ask).limit(FREE - 1).map(CounterCases::reservation).toList();
    assertThat(ask()).isInstanceOf(Reply.Full.class);

    places.forEach(place -> settle(place, Settlement.FAILED));
    assertLockedFor(Duration.ofMinutes(1));
  }

  @Test
  void threat30ReservesOnlyFreeAttemptsOfTwoHundred() {
    List<Reply> answers = Stream.generate(this::ask).limit(200).toList();
    assertThat(answers).filteredOn(Reply.Reserved.class::isInstance).hasSize(FREE);
    assertThat(answers).filteredOn(Reply.Full.class::isInstance).hasSize(200 - FREE);
  }

  @ParameterizedTest
  @EnumSource(Settlement.class)
  void settledAttemptFreesItsPlace(Settlement settlement) {
    attempt(settlement);
    List<Reply> rest = Stream.generate(this::ask).limit(FREE - 1).toList();
    assertThat(rest).allMatch(Reply.Reserved.class::isInstance);
  }

  @Test
  void successForgetsFailures() {
    fail(FREE - 1);
    attempt(Settlement.SUCCEEDED);
    fail(FREE - 1);
    attempt(Settlement.RELEASED);
  }

  @Test
  void releasedAttemptDoesNotResetFailures() {
    fail(FREE - 1);
    attempt(Settlement.RELEASED);
    fail(1);
    assertLockedFor(Duration.ofMinutes(1));
  }

  @Test
  void reservationsOfCrashedReplicaBecomeVoid() {
    List<Reply> lost = Stream.generate(this::ask).limit(FREE).toList();
    assertThat(lost).allMatch(Reply.Reserved.class::isInstance);
    assertThat(ask()).isInstanceOf(Reply.Full.class);

    pass(counter, LockoutPolicy.RESERVED_FOR);
    attempt(Settlement.RELEASED);
  }

  @Test
  void countsFailureEvenIfItsReservationIsVoid() {
    Reservation slow = reservation(ask());
    fail(FREE - 1);
    pass(counter, LockoutPolicy.RESERVED_FOR);
    settle(slow, Settlement.FAILED);
    assertLockedFor(Duration.ofMinutes(1));
  }

  @Test
  void failuresAreForgottenAfterAWhile() {
    fail(FREE - 1);
    pass(counter, WINDOW);
    fail(FREE - 1);
    attempt(Settlement.RELEASED);
  }

  @Test
  void doesNotForgetFailuresWhileLocked() {
    fail(FREE - 1);
    pass(counter, WINDOW.minusSeconds(30));
    fail(1);
    pass(counter, Duration.ofSeconds(30));
    assertThat(lock()).isPositive();
    pass(counter, Duration.ofMinutes(1));
    fail(FREE - 1);
  }

  @Test
  void countersAreIndependent() {
    fail(FREE);
    Counter another = new Counter(counter.key() + "x", POLICY);
    assertThat(counters().reserve(another).await().atMost(Duration.ofSeconds(10)))
        .isInstanceOf(Reply.Reserved.class);
  }
}
