package dev.postern.common.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RevocationStateTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);

  private final List<Long> heard = new ArrayList<>();
  private Instant now = NOW;
  private long nanos;
  private int reloads;
  private final RevocationState view = new RevocationState(() -> now, () -> nanos);

  @Test
  void knowsNothingAndIsEndlesslyStaleAtFirst() {
    nanos = Long.MAX_VALUE;

    assertThat(view.isLoaded()).isFalse();
    assertThat(view.isBehind()).isFalse();
    assertThat(view.seq()).isZero();
    assertThat(view.size()).isZero();
    assertThat(view.staleness()).isGreaterThan(Duration.ofDays(10_000));
  }

  @Test
  void loadingAloneSaysNothingOfHowFreshItIs() {
    view.loaded(5);

    assertThat(view.isLoaded()).isTrue();
    assertThat(view.seq()).isEqualTo(5);
    assertThat(view.staleness()).isGreaterThan(Duration.ofDays(10_000));
  }

  @Test
  void stalenessRunsFromTheLastHeartbeatThatNothingIsMissingBehind() {
    nanos = -500;
    loadedAndFresh(5);
    assertThat(view.staleness()).isZero();

    nanos += 300;
    assertThat(view.staleness()).isEqualTo(Duration.ofNanos(300));
    view.heartbeat(5);
    assertThat(view.staleness()).isZero();
    nanos += Duration.ofDays(1).toNanos();
    assertThat(view.staleness()).isEqualTo(Duration.ofDays(1));
  }

  /** That clock may overflow; the difference of two of its readings is right all the same. */
  @Test
  void stalenessIsRightWhenTheNanosecondClockOverflows() {
    nanos = Long.MAX_VALUE - 1;
    loadedAndFresh(0);

    nanos += 10;

    assertThat(nanos).isNegative();
    assertThat(view.staleness()).isEqualTo(Duration.ofNanos(10));
  }

  @Test
  void wallClockThatIsSetDoesNotChangeTheStaleness() {
    loadedAndFresh(0);

    now = NOW.plus(Duration.ofDays(400));

    assertThat(view.staleness()).isZero();
  }

  @Test
  void whatBeginsInTheSecondOfRevocationsIsDatedBehindThemWithinTheBound() {
    RevocationKey one = RevocationKey.of(RevocationKind.SUBJECT, "one");
    RevocationKey other = RevocationKey.of(RevocationKind.CLIENT, "other");
    Instant from = NOW.plusMillis(300);
    loadedAndFresh(0);
    assertThat(view.firstAlive(from, one, other)).isEqualTo(from);

    view.load(new RevocationEntry(one, NOW, NOW.plusSeconds(100)));
    assertThat(view.firstAlive(from, one, other)).isEqualTo(NOW.plusSeconds(1));
    view.load(new RevocationEntry(other, NOW.plusSeconds(3), NOW.plusSeconds(100)));
    assertThat(view.firstAlive(from, one, other)).isEqualTo(NOW.plusSeconds(4));
    view.load(new RevocationEntry(one, RevocationEntry.FOREVER, NOW.plusSeconds(100)));
    assertThat(view.firstAlive(NOW, one, other))
        .isEqualTo(NOW.plusSeconds(RevocationEntry.MAX_SECONDS_AHEAD));
  }

  @Test
  void nextEventIsInForceWhenItsListenersAreTold() {
    loadedAndFresh(5);
    view.onEvent(event -> assertThat(view.revokes(event.entry().key(), NOW)).isTrue());
    view.onEvent(event -> assertThat(view.seq()).isEqualTo(event.seq()));
    view.onEvent(event -> heard.add(event.seq()));

    view.apply(event(6));

    assertThat(heard).containsExactly(6L);
    assertThat(view.revokes(RevocationKind.TOKEN, "token-6", NOW)).isTrue();
    assertThat(view.revokes(RevocationKind.TOKEN, "token-6", NOW.plusSeconds(1))).isFalse();
    assertThat(view.revokes(RevocationKind.FAMILY, "token-6", NOW)).isFalse();
    assertThat(view.size()).isEqualTo(1);
    assertThat(view.isBehind()).isFalse();
  }

  @Test
  void eventAloneDoesNotMakeItFresher() {
    loadedAndFresh(5);
    nanos = 700;

    view.apply(event(6));

    assertThat(view.staleness()).isEqualTo(Duration.ofNanos(700));
  }

  @Test
  void repeatedEventIsIgnoredAndNobodyIsToldTwice() {
    loadedAndFresh(5);
    view.onEvent(event -> heard.add(event.seq()));

    view.apply(event(6));
    view.apply(event(6));
    view.apply(event(3));

    assertThat(heard).containsExactly(6L);
    assertThat(view.seq()).isEqualTo(6);
    assertThat(view.size()).isEqualTo(1);
    assertThat(view.isBehind()).isFalse();
  }

  @Test
  void eventAfterAGapIsNotTakenAndTheViewSaysThatItIsBehind() {
    loadedAndFresh(5);
    view.onEvent(event -> heard.add(event.seq()));

    view.apply(event(7));

    assertThat(view.isBehind()).isTrue();
    assertThat(view.seq()).isEqualTo(5);
    assertThat(heard).isEmpty();
    assertThat(view.revokes(RevocationKind.TOKEN, "token-7", NOW)).isFalse();
  }

  @Test
  void gapIsClosedWhenWhatWasMissingHasComeAndAHeartbeatSaysSo() {
    loadedAndFresh(5);
    view.apply(event(7));
    nanos = 900;

    view.apply(event(6));
    view.apply(event(7));
    assertThat(view.isBehind()).isTrue();
    view.heartbeat(7);

    assertThat(view.isBehind()).isFalse();
    assertThat(view.staleness()).isZero();
    assertThat(view.revokes(RevocationKind.TOKEN, "token-6", NOW)).isTrue();
    assertThat(view.revokes(RevocationKind.TOKEN, "token-7", NOW)).isTrue();
  }

  @Test
  void eventBeforeTheFirstSnapshotIsNotTaken() {
    view.apply(event(1));

    assertThat(view.isBehind()).isTrue();
    assertThat(view.seq()).isZero();
    assertThat(view.revokes(RevocationKind.TOKEN, "token-1", NOW)).isFalse();
  }

  @Test
  void heartbeatBeforeTheFirstSnapshotMakesNothingFresh() {
    view.heartbeat(0);

    assertThat(view.isBehind()).isTrue();
    assertThat(view.staleness()).isGreaterThan(Duration.ofDays(10_000));
  }

  @Test
  void heartbeatOfALongerLogMakesItBehindAndNoFresher() {
    loadedAndFresh(5);
    nanos = 100;

    view.heartbeat(6);

    assertThat(view.isBehind()).isTrue();
    assertThat(view.staleness()).isEqualTo(Duration.ofNanos(100));
  }

  @Test
  void heartbeatOfAShorterLogSaysNothing() {
    loadedAndFresh(5);
    nanos = 100;

    view.heartbeat(4);

    assertThat(view.isBehind()).isFalse();
    assertThat(view.staleness()).isEqualTo(Duration.ofNanos(100));
    view.heartbeat(6);
    view.heartbeat(4);
    assertThat(view.isBehind()).isTrue();
  }

  @Test
  void snapshotOfAShorterLogSetsTheNumberBackAndEndsNoRevocation() {
    loadedAndFresh(5);
    view.apply(event(6));
    view.heartbeat(9);

    view.load(revoke("loaded"));
    view.loaded(3);

    assertThat(view.seq()).isEqualTo(3);
    assertThat(view.isBehind()).isFalse();
    assertThat(view.revokes(RevocationKind.TOKEN, "token-6", NOW)).isTrue();
    assertThat(view.revokes(RevocationKind.TOKEN, "loaded", NOW)).isTrue();
    view.apply(event(4));
    assertThat(view.seq()).isEqualTo(4);
  }

  @Test
  void everySnapshotIsToldOnceAllOfItIsInForce() {
    view.onReload(() -> assertThat(view.revokes(RevocationKind.TOKEN, "loaded", NOW)).isTrue());
    view.onReload(() -> assertThat(view.isLoaded()).isTrue());
    view.onReload(() -> reloads++);

    view.load(revoke("loaded"));
    assertThat(reloads).isZero();
    view.loaded(3);
    view.loaded(3);

    assertThat(reloads).isEqualTo(2);
  }

  @Test
  void eventOfAKindOfANewerVersionIsNoGap() {
    loadedAndFresh(5);
    RevocationKey key = RevocationKey.of(RevocationKind.UNKNOWN, "x");

    view.apply(
        new SecurityEvent(
            6, RevocationKind.UNKNOWN, new RevocationEntry(key, NOW, NOW.plusSeconds(60)), NOW));
    view.heartbeat(6);

    assertThat(view.isBehind()).isFalse();
    assertThat(view.seq()).isEqualTo(6);
  }

  @Test
  void allPagesTogetherAreASnapshotForAnotherView() {
    loadedAndFresh(0);
    for (int seq = 1; seq <= 1_000; seq++) {
      view.apply(event(seq));
    }
    RevocationState other = new RevocationState(() -> now, () -> nanos);

    for (int page = 0; page < view.pages(); page++) {
      view.page(page, entry -> other.load(RevocationEntry.of(entry.octets())));
    }
    other.loaded(view.seq());

    assertThat(other.size()).isEqualTo(1_000);
    assertThat(other.bytes()).isPositive().isLessThanOrEqualTo(view.bytes());
    for (int seq = 1; seq <= 1_000; seq++) {
      assertThat(other.revokes(RevocationKind.TOKEN, "token-" + seq, NOW)).isTrue();
    }
  }

  @Test
  void revocationIsForgottenAMinuteAfterItsTimeIsOver() {
    loadedAndFresh(0);
    view.apply(event(1));

    pass(120);
    view.dropExpired();
    assertThat(view.revokes(RevocationKind.TOKEN, "token-1", NOW)).isTrue();
    pass(1);
    view.dropExpired();

    assertThat(view.revokes(RevocationKind.TOKEN, "token-1", NOW)).isFalse();
    assertThat(view.size()).isZero();
    assertThat(view.seq()).isEqualTo(1);
    assertThat(view.isLoaded()).isTrue();
  }

  /** Revokes of the same table make it grow: that drops what has expired, too. */
  @Test
  void threat12ClockSetAheadForgetsNothing() {
    loadedAndFresh(0);
    view.apply(event(1));

    now = NOW.plus(Duration.ofHours(2));
    for (int seq = 2; seq <= 5_000; seq++) {
      view.apply(event(seq));
    }
    pass(119);
    view.dropExpired();
    now = NOW.plusSeconds(119);

    assertThat(view.isLoaded()).isTrue();
    assertThat(view.size()).isEqualTo(5_000);
    assertThat(view.revokes(RevocationKind.TOKEN, "token-1", NOW)).isTrue();
    pass(2);
    view.dropExpired();
    assertThat(view.size()).as("in its own time it is forgotten").isZero();
  }

  /** Such as the database's. */
  @Test
  void threat12ClockAheadFromTheBeginningForgetsNothingThatAnotherClockHoldsLive() {
    now = NOW.plus(Duration.ofHours(2));
    RevocationState ahead = new RevocationState(() -> now, () -> nanos);
    ahead.clockSeen(NOW);
    ahead.load(revoke("one"));
    ahead.loaded(1);
    ahead.heartbeat(1);
    ahead.dropExpired();
    now = NOW;

    assertThat(ahead.revokes(RevocationKind.TOKEN, "one", NOW)).isTrue();
    assertThat(ahead.isLoaded()).isTrue();
  }

  @Test
  void threat12WhatAClockAheadHasForgottenMustBeLoadedWhenItIsSetBack() {
    now = NOW.plus(Duration.ofHours(2));
    RevocationState ahead = new RevocationState(() -> now, () -> nanos);
    ahead.load(revoke("one"));
    ahead.loaded(1);
    ahead.heartbeat(1);
    ahead.dropExpired();
    assertThat(ahead.isLoaded()).isTrue();
    assertThat(ahead.staleness()).isZero();
    assertThat(ahead.size()).isZero();

    now = NOW;

    assertThat(ahead.isLoaded()).isFalse();
    assertThat(ahead.staleness()).isEqualTo(RevocationState.NEVER);
    ahead.load(revoke("one"));
    ahead.loaded(1);
    ahead.heartbeat(1);
    ahead.dropExpired();
    assertThat(ahead.isLoaded()).isTrue();
    assertThat(ahead.staleness()).isZero();
    assertThat(ahead.revokes(RevocationKind.TOKEN, "one", NOW)).isTrue();
  }

  @Test
  void smallStepBackNeedsNoLoading() {
    loadedAndFresh(0);
    view.apply(event(1));
    pass(59);
    view.dropExpired();

    now = now.minusSeconds(59);
    view.dropExpired();

    assertThat(view.isLoaded()).isTrue();
    assertThat(view.revokes(RevocationKind.TOKEN, "token-1", NOW)).isTrue();
  }

  /** A machine that knew the time only after its start does not remember for ever. */
  @Test
  void clockThatStaysAheadIsBelievedAtLast() {
    loadedAndFresh(0);
    view.apply(event(1));
    now = NOW.plus(Duration.ofDays(20_000));
    view.apply(event(2));
    pass(RevocationEntry.REMEMBERED_FOR.toSeconds() + 1);

    view.apply(new SecurityEvent(3, RevocationKind.TOKEN, later("three"), now));
    view.dropExpired();

    assertThat(view.size()).isEqualTo(1);
    assertThat(view.revokes(RevocationKind.TOKEN, "three", now)).isTrue();
  }

  private RevocationEntry later(String tokenId) {
    return new RevocationEntry(
        RevocationKey.of(RevocationKind.TOKEN, tokenId), now, now.plusSeconds(60));
  }

  private void pass(long seconds) {
    now = now.plusSeconds(seconds);
    nanos += Duration.ofSeconds(seconds).toNanos();
  }

  private void loadedAndFresh(long seq) {
    view.loaded(seq);
    view.heartbeat(seq);
  }

  private static SecurityEvent event(long seq) {
    return new SecurityEvent(seq, RevocationKind.TOKEN, revoke("token-" + seq), NOW);
  }

  private static RevocationEntry revoke(String tokenId) {
    return new RevocationEntry(
        RevocationKey.of(RevocationKind.TOKEN, tokenId), NOW, NOW.plusSeconds(60));
  }
}
