package dev.postern.common.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.revocation.SecurityEvent.Revoked;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which revocations a state drops as expired, by a clock that may be set. */
class RevocationStateExpiryTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);

  private Instant now = NOW;
  private long nanos;
  private final RevocationState state = new RevocationState(() -> now, () -> nanos);

  @Test
  void dropsRevocationAMinuteAfterItHasExpired() {
    loadedAndFresh(0);
    state.apply(event(1));

    pass(120);
    state.dropExpired();
    assertThat(state.revokes(RevocationKind.TOKEN, "token-1", NOW)).isTrue();
    pass(1);
    state.dropExpired();

    assertThat(state.revokes(RevocationKind.TOKEN, "token-1", NOW)).isFalse();
    assertThat(state.size()).isZero();
    assertThat(state.seq()).isEqualTo(1);
    assertThat(state.isLoaded()).isTrue();
  }

  /** More revocations make the table grow, which drops expired ones, too. */
  @Test
  void threat12ClockSetAheadDropsNothing() {
    loadedAndFresh(0);
    state.apply(event(1));

    now = NOW.plus(Duration.ofHours(2));
    for (int seq = 2; seq <= 5_000; seq++) {
      state.apply(event(seq));
    }
    pass(119);
    state.dropExpired();
    now = NOW.plusSeconds(119);

    assertThat(state.isLoaded()).isTrue();
    assertThat(state.size()).isEqualTo(5_000);
    assertThat(state.revokes(RevocationKind.TOKEN, "token-1", NOW)).isTrue();
    pass(2);
    state.dropExpired();
    assertThat(state.size()).as("dropped when expired").isZero();
  }

  /** Such as the database's. */
  @Test
  void threat12ClockAheadFromTheStartDropsNothingInForceByAnotherClock() {
    now = NOW.plus(Duration.ofHours(2));
    RevocationState ahead = new RevocationState(() -> now, () -> nanos);
    ahead.clockSeen(NOW);
    ahead.load(revocationOf("one"));
    ahead.loaded(1);
    ahead.heartbeat(1);
    ahead.dropExpired();
    now = NOW;

    assertThat(ahead.revokes(RevocationKind.TOKEN, "one", NOW)).isTrue();
    assertThat(ahead.isLoaded()).isTrue();
  }

  @Test
  void threat12RevocationsDroppedByAClockAheadMustBeLoadedWhenItIsSetBack() {
    now = NOW.plus(Duration.ofHours(2));
    RevocationState ahead = new RevocationState(() -> now, () -> nanos);
    ahead.load(revocationOf("one"));
    ahead.loaded(1);
    ahead.heartbeat(1);
    ahead.dropExpired();
    assertThat(ahead.isLoaded()).isTrue();
    assertThat(ahead.staleness()).isZero();
    assertThat(ahead.size()).isZero();

    now = NOW;

    assertThat(ahead.isLoaded()).isFalse();
    assertThat(ahead.staleness()).isEqualTo(RevocationState.NEVER);
    ahead.load(revocationOf("one"));
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
    state.apply(event(1));
    pass(59);
    state.dropExpired();

    now = now.minusSeconds(59);
    state.dropExpired();

    assertThat(state.isLoaded()).isTrue();
    assertThat(state.revokes(RevocationKind.TOKEN, "token-1", NOW)).isTrue();
  }

  /** A machine that got the right time only after its start drops revocations in the end. */
  @Test
  void believesAClockThatStaysAhead() {
    loadedAndFresh(0);
    state.apply(event(1));
    now = NOW.plus(Duration.ofDays(20_000));
    state.apply(event(2));
    pass(RevocationEntry.REMEMBERED_FOR.toSeconds() + 1);

    state.apply(new Revoked(3, RevocationKind.TOKEN, later("three"), now));
    state.dropExpired();

    assertThat(state.size()).isEqualTo(1);
    assertThat(state.revokes(RevocationKind.TOKEN, "three", now)).isTrue();
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
    state.loaded(seq);
    state.heartbeat(seq);
  }

  private static SecurityEvent event(long seq) {
    return new Revoked(seq, RevocationKind.TOKEN, revocationOf("token-" + seq), NOW);
  }

  private static RevocationEntry revocationOf(String tokenId) {
    return new RevocationEntry(
        RevocationKey.of(RevocationKind.TOKEN, tokenId), NOW, NOW.plusSeconds(60));
  }
}
