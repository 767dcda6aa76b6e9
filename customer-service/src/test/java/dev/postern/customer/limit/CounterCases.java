package dev.postern.customer.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.customer.limit.Counters.Admission;
import dev.postern.customer.limit.Counters.Counter;
import dev.postern.customer.limit.Counters.Reservation;
import dev.postern.customer.limit.Counters.Settlement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rule, over each kind of counters: the same comes out of the script and of Java. */
abstract class CounterCases {
  static final int FREE = 3;
  static final Duration WINDOW = Duration.ofHours(1);
  private static final LockoutPolicy RULE =
      new LockoutPolicy(FREE, Duration.ofMinutes(1), Duration.ofMinutes(5), WINDOW);

  private final Counter counter = new Counter("postern:login:test:" + UUID.randomUUID(), RULE);

  abstract Counters counters();

  /** Lets time pass for a counter. */
  abstract void pass(Counter counter, Duration time);

  private Admission ask() {
    return counters().reserve(counter).await().atMost(Duration.ofSeconds(10));
  }

  private static Reservation reservation(Admission admission) {
    assertThat(admission).isInstanceOf(Admission.Admitted.class);
    return ((Admission.Admitted) admission).reservation();
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
    Admission admission = ask();
    assertThat(admission).isInstanceOf(Admission.Locked.class);
    return ((Admission.Locked) admission).left();
  }

  private void assertLockedFor(Duration expected) {
    assertThat(lock()).isBetween(expected.minusSeconds(30), expected);
  }

  @Test
  void freeFailuresCostNoTime() {
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
  void aLockedCounterAdmitsOneAttemptWhenTheDelayIsOver() {
    fail(FREE);
    pass(counter, Duration.ofMinutes(1));
    Reservation only = reservation(ask());
    assertThat(ask()).isInstanceOf(Admission.Busy.class);
    settle(only, Settlement.SUCCEEDED);
    attempt(Settlement.RELEASED);
  }

  @Test
  void threat30NoMoreAreDecidedAtOnceThanMayFail() {
    attempt(Settlement.FAILED);
    List<Reservation> places =
        Stream.generate(this::ask).limit(FREE - 1).map(CounterCases::reservation).toList();
    assertThat(ask()).isInstanceOf(Admission.Busy.class);

    places.forEach(place -> settle(place, Settlement.FAILED));
    assertLockedFor(Duration.ofMinutes(1));
  }

  @Test
  void threat30TwoHundredAtOnceAreDecidedNoOftenerThanIsFree() {
    List<Admission> answers = Stream.generate(this::ask).limit(200).toList();
    assertThat(answers).filteredOn(Admission.Admitted.class::isInstance).hasSize(FREE);
    assertThat(answers).filteredOn(Admission.Busy.class::isInstance).hasSize(200 - FREE);
  }

  @ParameterizedTest
  @EnumSource(Settlement.class)
  void aSettledAttemptLeavesItsPlace(Settlement settlement) {
    attempt(settlement);
    List<Admission> rest = Stream.generate(this::ask).limit(FREE - 1).toList();
    assertThat(rest).allMatch(Admission.Admitted.class::isInstance);
  }

  @Test
  void successForgetsFailures() {
    fail(FREE - 1);
    attempt(Settlement.SUCCEEDED);
    fail(FREE - 1);
    attempt(Settlement.RELEASED);
  }

  @Test
  void aReleasedAttemptForgetsNothing() {
    fail(FREE - 1);
    attempt(Settlement.RELEASED);
    fail(1);
    assertLockedFor(Duration.ofMinutes(1));
  }

  @Test
  void reservationsOfACrashedReplicaEnd() {
    List<Admission> lost = Stream.generate(this::ask).limit(FREE).toList();
    assertThat(lost).allMatch(Admission.Admitted.class::isInstance);
    assertThat(ask()).isInstanceOf(Admission.Busy.class);

    pass(counter, LockoutPolicy.RESERVED_FOR);
    attempt(Settlement.RELEASED);
  }

  @Test
  void aFailureIsCountedThoughItsReservationIsVoid() {
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
  void failuresAreNotForgottenWhileTheyLock() {
    fail(FREE - 1);
    pass(counter, WINDOW.minusSeconds(30));
    fail(1);
    pass(counter, Duration.ofSeconds(30));
    assertThat(lock()).isPositive();
    pass(counter, Duration.ofMinutes(1));
    fail(FREE - 1);
  }

  @Test
  void countersAreCountedApart() {
    fail(FREE);
    Counter another = new Counter(counter.key() + "x", RULE);
    assertThat(counters().reserve(another).await().atMost(Duration.ofSeconds(10)))
        .isInstanceOf(Admission.Admitted.class);
  }
}
