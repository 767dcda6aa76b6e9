package dev.postern.auth.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.auth.v1.EventBatch;
import dev.postern.common.revocation.RevocationEntry;
import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.RevocationState;
import dev.postern.common.revocation.SecurityEvent;
import dev.postern.common.revocation.SecurityEvent.Changed;
import dev.postern.common.revocation.SecurityEvent.Revoked;
import dev.postern.common.revocation.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventFeedTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);
  private static final Duration WAIT = Duration.ofSeconds(10);

  private final RevocationState state = new RevocationState(() -> NOW, () -> 0L);
  private final RecentEvents recent = new RecentEvents();

  @BeforeEach
  void keepEventsAfterNumber100() {
    recent.startAfter(100);
    state.loaded(100);
    for (long seq = 101; seq <= 103; seq++) {
      recent.add(event(seq));
      state.apply(event(seq));
    }
    state.heartbeat(103);
  }

  @Test
  void sendsKeptEventsAndThenTheHeadOfTheLog() {
    List<EventBatch> batches = follow(100, 2);

    assertThat(batches.getFirst().getEventsList())
        .extracting(dev.postern.auth.v1.SecurityEvent::getSeq)
        .containsExactly(101L, 102L, 103L);
    assertThat(batches.getLast().getEventsList()).isEmpty();
    assertThat(batches).allMatch(batch -> batch.getHead() == 103 && !batch.getGap());
  }

  /** The verifier then loads a snapshot, and follows from another number. */
  @Test
  void reportsAGapOnceAndEndsTheStream() {
    List<EventBatch> all = follow(99, Integer.MAX_VALUE);

    assertThat(all).hasSize(1);
    assertThat(all.getFirst().getGap()).isTrue();
    assertThat(all.getFirst().getHead()).isEqualTo(103);
  }

  @Test
  void sendsChanges() {
    recent.add(new Changed(104, Topic.SIGNING_KEYS, NOW));
    state.apply(new Changed(104, Topic.SIGNING_KEYS, NOW));
    state.heartbeat(104);

    assertThat(follow(103, 1).getFirst().getEventsList())
        .extracting(dev.postern.auth.v1.SecurityEvent::getKind)
        .containsExactly(Topic.SIGNING_KEYS.code());
  }

  private List<EventBatch> follow(long after, int batches) {
    return new EventFeed(state, recent, after)
        .batches()
        .select()
        .first(batches)
        .collect()
        .asList()
        .await()
        .atMost(WAIT);
  }

  private static SecurityEvent event(long seq) {
    RevocationEntry entry =
        new RevocationEntry(
            RevocationKey.of(RevocationKind.TOKEN, "token-" + seq), NOW, NOW.plusSeconds(60));
    return new Revoked(seq, RevocationKind.TOKEN, entry, NOW);
  }
}
