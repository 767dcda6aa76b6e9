package dev.postern.common.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RevocationTableTest {
  private static final long NOW = 1_800_000_000L;
  private static final RevocationKey KEY = RevocationKey.of(RevocationKind.TOKEN, "token-1");

  private final RevocationTable live = new RevocationTable();

  @Test
  void nothingIsDeadAtFirst() {
    assertThat(live.kills(KEY, 0)).isFalse();
    assertThat(live.size()).isZero();
    assertThat(shown()).isEmpty();
  }

  @Test
  void whatWasIssuedBeforeOrInTheSecondOfTheCutoffIsDead() {
    live.put(kill(KEY, NOW, NOW + 60), NOW);

    assertThat(live.kills(KEY, 0)).isTrue();
    assertThat(live.kills(KEY, NOW - 1)).isTrue();
    assertThat(live.kills(KEY, NOW)).isTrue();
    assertThat(live.kills(KEY, NOW + 1)).isFalse();
  }

  @Test
  void killForeverKillsWhateverWasIssued() {
    live.put(new RevocationEntry(KEY, RevocationEntry.FOREVER, RevocationEntry.FOREVER), NOW);

    assertThat(live.kills(KEY, NOW)).isTrue();
    assertThat(live.kills(KEY, 0xFFFF_FFFFL)).isTrue();
  }

  @Test
  void keyThatSharesOneHalfWithADeadOneLives() {
    live.put(kill(KEY, NOW, NOW + 60), NOW);

    assertThat(live.kills(new RevocationKey(KEY.high(), KEY.low() + 1), NOW)).isFalse();
    assertThat(live.kills(new RevocationKey(KEY.high() + 1, KEY.low()), NOW)).isFalse();
  }

  @Test
  void twoKillsOfOneKeyAreOneThatSaysBoth() {
    live.put(kill(KEY, NOW - 10, NOW + 60), NOW);
    live.put(kill(KEY, NOW + 10, NOW + 30), NOW);

    assertThat(live.kills(KEY, NOW + 10)).isTrue();
    assertThat(live.kills(KEY, NOW + 11)).isFalse();
    assertThat(live.size()).isEqualTo(1);
    assertThat(shown()).containsExactly(kill(KEY, NOW + 10, NOW + 60));
  }

  @Test
  void killStaysThroughTheSecondOfItsEndAndIsThenDropped() {
    live.put(kill(KEY, NOW, NOW + 60), NOW);

    live.dropExpired(NOW + 60);
    assertThat(live.kills(KEY, NOW)).isTrue();
    live.dropExpired(NOW + 61);
    assertThat(live.kills(KEY, NOW)).isFalse();
    assertThat(live.size()).isZero();
    assertThat(shown()).isEmpty();
  }

  @Test
  void growsOverManyKillsWithoutLosingOne() {
    List<RevocationEntry> kills = kills(20_000);

    for (int i = 0; i < kills.size(); i++) {
      live.put(kills.get(i), NOW);
      assertThat(live.kills(kills.get(i).key(), NOW)).isTrue();
    }

    assertThat(kills).allMatch(kill -> live.kills(kill.key(), NOW));
    assertThat(live.size()).isEqualTo(kills.size());
    assertThat(shown()).containsExactlyInAnyOrderElementsOf(kills);
    assertThat(live.bytes() / kills.size()).isLessThan(48);
  }

  @Test
  void keysThatFallOnTheLastSlotGoOnAtTheFirst() {
    List<RevocationEntry> kills =
        IntStream.range(0, 100)
            .mapToObj(i -> kill(new RevocationKey(-1L, 0xFFFF_FFFF_0000_0000L + i), NOW, NOW + 60))
            .toList();

    kills.forEach(kill -> live.put(kill, NOW));

    assertThat(kills).allMatch(kill -> live.kills(kill.key(), NOW));
    assertThat(live.kills(new RevocationKey(-1L, 0xFFFF_FFFF_0000_0064L), NOW)).isFalse();
    assertThat(shown()).containsExactlyInAnyOrderElementsOf(kills);
  }

  @Test
  void everyKillIsShownInThePageOfItsSegmentOnly() {
    RevocationKey first = new RevocationKey(1, 1);
    RevocationKey last = new RevocationKey(-1L, -1L);
    live.put(kill(first, NOW, NOW + 60), NOW);
    live.put(kill(last, NOW, NOW + 60), NOW);

    assertThat(page(0)).containsExactly(kill(first, NOW, NOW + 60));
    assertThat(page(RevocationTable.SEGMENTS - 1)).containsExactly(kill(last, NOW, NOW + 60));
    assertThat(shown()).hasSize(2);
  }

  @Test
  void placeOfExpiredKillsIsUsedAgainSoThatMemoryStaysBounded() {
    for (int round = 0; round < 100; round++) {
      for (int i = 0; i < 1_000; i++) {
        RevocationKey key = RevocationKey.of(RevocationKind.TOKEN, round + "/" + i);
        live.put(kill(key, NOW + round, NOW + round), NOW + round);
      }
    }

    assertThat(live.bytes()).isLessThan(2_000 * 48);
    live.dropExpired(NOW + 99);
    assertThat(live.size()).isEqualTo(1_000);
  }

  @Test
  void droppingNeverTakesMoreMemory() {
    List<RevocationEntry> kills = kills(1_500);
    kills.forEach(kill -> live.put(kill, NOW));
    for (int i = 0; i < RevocationTable.SEGMENTS; i++) {
      RevocationKey key = new RevocationKey(((long) i << 56) | 1, i);
      live.put(kill(key, NOW, NOW), NOW);
    }
    long before = live.bytes();

    live.dropExpired(NOW + 1);

    assertThat(live.size()).isEqualTo(kills.size());
    assertThat(live.bytes()).isLessThanOrEqualTo(before);
    assertThat(kills).allMatch(kill -> live.kills(kill.key(), NOW));
  }

  @Test
  void memoryIsGivenBackWhenMostHasExpired() {
    long atFirst = live.bytes();
    kills(50_000).forEach(kill -> live.put(kill, NOW));
    assertThat(live.bytes()).isGreaterThan(10 * atFirst);

    live.dropExpired(NOW + 61);

    assertThat(live.bytes()).isEqualTo(atFirst);
  }

  private List<RevocationEntry> page(int page) {
    List<RevocationEntry> kills = new ArrayList<>();
    live.forEach(page, kills::add);
    return kills;
  }

  private List<RevocationEntry> shown() {
    List<RevocationEntry> kills = new ArrayList<>();
    for (int page = 0; page < RevocationTable.SEGMENTS; page++) {
      kills.addAll(page(page));
    }
    return kills;
  }

  private static List<RevocationEntry> kills(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> kill(RevocationKey.of(RevocationKind.TOKEN, "token-" + i), NOW, NOW + 60))
        .toList();
  }

  private static RevocationEntry kill(RevocationKey key, long cutoff, long end) {
    return new RevocationEntry(key, Instant.ofEpochSecond(cutoff), Instant.ofEpochSecond(end));
  }
}
