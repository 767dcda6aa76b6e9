package dev.postern.common.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.revocation.SecurityEvent.Changed;
import dev.postern.common.revocation.SecurityEvent.Revoked;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RevocationStateTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);

  private final List<Long> heard = new ArrayList<>();
  private Instant now = NOW;
  private long nanos;
  private int reloads;
  private final RevocationState state = new RevocationState(() -> now, () -> nanos);

  @Test
  void isEmptyAndNeverFreshAtFirst() {
    nanos = Long.MAX_VALUE;

    assertThat(state.isLoaded()).isFalse();
    assertThat(state.isMissingEvents()).isFalse();
    assertThat(state.seq()).isZero();
    assertThat(state.size()).isZero();
    assertThat(state.staleness()).isGreaterThan(Duration.ofDays(10_000));
  }

  @Test
  void loadingAloneDoesNotMakeItFresh() {
    state.loaded(5);

    assertThat(state.isLoaded()).isTrue();
    assertThat(state.seq()).isEqualTo(5);
    assertThat(state.staleness()).isGreaterThan(Duration.ofDays(10_000));
  }

  @Test
  void measuresStalenessFromTheLastHeartbeatOfACompleteState() {
    nanos = -500;
    loadedAndFresh(5);
    assertThat(state.staleness()).isZero();

    nanos += 300;
    assertThat(state.staleness()).isEqualTo(Duration.ofNanos(300));
    state.heartbeat(5);
    assertThat(state.staleness()).isZero();
    nanos += Duration.ofDays(1).toNanos();
    assertThat(state.staleness()).isEqualTo(Duration.ofDays(1));
  }

  /** That clock may overflow; the difference of two readings is right nevertheless. */
  @Test
  void measuresStalenessWhenTheNanosecondClockOverflows() {
    nanos = Long.MAX_VALUE - 1;
    loadedAndFresh(0);

    nanos += 10;

    assertThat(nanos).isNegative();
    assertThat(state.staleness()).isEqualTo(Duration.ofNanos(10));
  }

  @Test
  void settingTheWallClockDoesNotChangeTheStaleness() {
    loadedAndFresh(0);

    now = NOW.plus(Duration.ofDays(400));

    assertThat(state.staleness()).isZero();
  }

  @Test
  void datesNewCredentialsAfterTheirRevocationsWithinTheBound() {
    RevocationKey one = RevocationKey.of(RevocationKind.SUBJECT, "one");
    RevocationKey other = RevocationKey.of(RevocationKind.CLIENT, "other");
    Instant from = NOW.plusMillis(300);
    loadedAndFresh(0);
    assertThat(state.firstAlive(from, one, other)).isEqualTo(from);

    state.load(new RevocationEntry(one, NOW, NOW.plusSeconds(100)));
    assertThat(state.firstAlive(from, one, other)).isEqualTo(NOW.plusSeconds(1));
    state.load(new RevocationEntry(other, NOW.plusSeconds(3), NOW.plusSeconds(100)));
    assertThat(state.firstAlive(from, one, other)).isEqualTo(NOW.plusSeconds(4));
    state.load(new RevocationEntry(one, RevocationEntry.FOREVER, NOW.plusSeconds(100)));
    assertThat(state.firstAlive(NOW, one, other))
        .isEqualTo(NOW.plusSeconds(RevocationEntry.MAX_SECONDS_AHEAD));
  }

  @Test
  void eventIsInForceWhenListenersAreCalled() {
    loadedAndFresh(5);
    state.onEvent(event -> assertThat(isRevoked(event.seq())).isTrue());
    state.onEvent(event -> assertThat(state.seq()).isEqualTo(event.seq()));
    state.onEvent(event -> heard.add(event.seq()));

    state.apply(event(6));

    assertThat(heard).containsExactly(6L);
    assertThat(state.revokes(RevocationKind.TOKEN, "token-6", NOW)).isTrue();
    assertThat(state.revokes(RevocationKind.TOKEN, "token-6", NOW.plusSeconds(1))).isFalse();
    assertThat(state.revokes(RevocationKind.FAMILY, "token-6", NOW)).isFalse();
    assertThat(state.size()).isEqualTo(1);
    assertThat(state.isMissingEvents()).isFalse();
  }

  @Test
  void eventAloneDoesNotMakeItFresher() {
    loadedAndFresh(5);
    nanos = 700;

    state.apply(event(6));

    assertThat(state.staleness()).isEqualTo(Duration.ofNanos(700));
  }

  @Test
  void ignoresRepeatedEventAndCallsNoListenerAgain() {
    loadedAndFresh(5);
    state.onEvent(event -> heard.add(event.seq()));

    state.apply(event(6));
    state.apply(event(6));
    state.apply(event(3));

    assertThat(heard).containsExactly(6L);
    assertThat(state.seq()).isEqualTo(6);
    assertThat(state.size()).isEqualTo(1);
    assertThat(state.isMissingEvents()).isFalse();
  }

  @Test
  void doesNotTakeEventAfterGapAndSaysThatEventsAreMissing() {
    loadedAndFresh(5);
    state.onEvent(event -> heard.add(event.seq()));

    state.apply(event(7));

    assertThat(state.isMissingEvents()).isTrue();
    assertThat(state.seq()).isEqualTo(5);
    assertThat(heard).isEmpty();
    assertThat(state.revokes(RevocationKind.TOKEN, "token-7", NOW)).isFalse();
  }

  @Test
  void gapIsClosedByTheMissingEventsAndAHeartbeat() {
    loadedAndFresh(5);
    state.apply(event(7));
    nanos = 900;

    state.apply(event(6));
    state.apply(event(7));
    assertThat(state.isMissingEvents()).isTrue();
    state.heartbeat(7);

    assertThat(state.isMissingEvents()).isFalse();
    assertThat(state.staleness()).isZero();
    assertThat(state.revokes(RevocationKind.TOKEN, "token-6", NOW)).isTrue();
    assertThat(state.revokes(RevocationKind.TOKEN, "token-7", NOW)).isTrue();
  }

  @Test
  void doesNotTakeEventBeforeTheFirstSnapshot() {
    state.apply(event(1));

    assertThat(state.isMissingEvents()).isTrue();
    assertThat(state.seq()).isZero();
    assertThat(state.revokes(RevocationKind.TOKEN, "token-1", NOW)).isFalse();
  }

  @Test
  void heartbeatBeforeTheFirstSnapshotDoesNotMakeItFresh() {
    state.heartbeat(0);

    assertThat(state.isMissingEvents()).isTrue();
    assertThat(state.staleness()).isGreaterThan(Duration.ofDays(10_000));
  }

  @Test
  void heartbeatOfALongerLogShowsMissingEvents() {
    loadedAndFresh(5);
    nanos = 100;

    state.heartbeat(6);

    assertThat(state.isMissingEvents()).isTrue();
    assertThat(state.staleness()).isEqualTo(Duration.ofNanos(100));
  }

  @Test
  void ignoresHeartbeatOfAShorterLog() {
    loadedAndFresh(5);
    nanos = 100;

    state.heartbeat(4);

    assertThat(state.isMissingEvents()).isFalse();
    assertThat(state.staleness()).isEqualTo(Duration.ofNanos(100));
    state.heartbeat(6);
    state.heartbeat(4);
    assertThat(state.isMissingEvents()).isTrue();
  }

  @Test
  void snapshotOfAShorterLogSetsTheNumberBackAndEndsNoRevocation() {
    loadedAndFresh(5);
    state.apply(event(6));
    state.heartbeat(9);

    state.load(revocationOf("loaded"));
    state.loaded(3);

    assertThat(state.seq()).isEqualTo(3);
    assertThat(state.isMissingEvents()).isFalse();
    assertThat(state.revokes(RevocationKind.TOKEN, "token-6", NOW)).isTrue();
    assertThat(state.revokes(RevocationKind.TOKEN, "loaded", NOW)).isTrue();
    state.apply(event(4));
    assertThat(state.seq()).isEqualTo(4);
  }

  @Test
  void callsReloadListenersWhenTheWholeSnapshotIsInForce() {
    state.onReload(() -> assertThat(state.revokes(RevocationKind.TOKEN, "loaded", NOW)).isTrue());
    state.onReload(() -> assertThat(state.isLoaded()).isTrue());
    state.onReload(() -> reloads++);

    state.load(revocationOf("loaded"));
    assertThat(reloads).isZero();
    state.loaded(3);
    state.loaded(3);

    assertThat(reloads).isEqualTo(2);
  }

  @Test
  void eventOfUnknownKindLeavesNoGap() {
    loadedAndFresh(5);
    RevocationKey key = RevocationKey.of(RevocationKind.UNKNOWN, "x");

    state.apply(
        new Revoked(
            6, RevocationKind.UNKNOWN, new RevocationEntry(key, NOW, NOW.plusSeconds(60)), NOW));
    state.heartbeat(6);

    assertThat(state.isMissingEvents()).isFalse();
    assertThat(state.seq()).isEqualTo(6);
  }

  @ParameterizedTest
  @EnumSource(Topic.class)
  void changeNeverEntersTheTable(Topic topic) {
    loadedAndFresh(5);
    state.onEvent(event -> heard.add(event.seq()));

    state.apply(new Changed(6, topic, NOW));
    state.load(new Changed(7, topic, NOW));

    assertThat(state.size()).isZero();
    assertThat(state.seq()).isEqualTo(6);
    assertThat(state.isMissingEvents()).isFalse();
    assertThat(heard).containsExactly(6L);
  }

  @Test
  void revocationOfUnknownKindEntersTheTable() {
    loadedAndFresh(5);

    state.apply(SecurityEvent.of(6, 99, () -> revocationOf("token-6"), NOW));

    assertThat(state.size()).isEqualTo(1);
    assertThat(state.seq()).isEqualTo(6);
  }

  @Test
  void allPagesTogetherAreASnapshot() {
    loadedAndFresh(0);
    for (int seq = 1; seq <= 1_000; seq++) {
      state.apply(event(seq));
    }
    RevocationState other = new RevocationState(() -> now, () -> nanos);

    for (int page = 0; page < state.pages(); page++) {
      state.page(page, entry -> other.load(RevocationEntry.fromBytes(entry.toBytes())));
    }
    other.loaded(state.seq());

    assertThat(other.size()).isEqualTo(1_000);
    assertThat(other.bytes()).isPositive().isLessThanOrEqualTo(state.bytes());
    for (int seq = 1; seq <= 1_000; seq++) {
      assertThat(other.revokes(RevocationKind.TOKEN, "token-" + seq, NOW)).isTrue();
    }
  }

  private void loadedAndFresh(long seq) {
    state.loaded(seq);
    state.heartbeat(seq);
  }

  private boolean isRevoked(long seq) {
    return state.revokes(RevocationKind.TOKEN, "token-" + seq, NOW);
  }

  private static SecurityEvent event(long seq) {
    return new Revoked(seq, RevocationKind.TOKEN, revocationOf("token-" + seq), NOW);
  }

  private static RevocationEntry revocationOf(String tokenId) {
    return new RevocationEntry(
        RevocationKey.of(RevocationKind.TOKEN, tokenId), NOW, NOW.plusSeconds(60));
  }
}
