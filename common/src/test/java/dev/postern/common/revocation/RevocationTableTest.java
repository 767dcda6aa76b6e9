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
  void revokesNothingAtFirst() {
    assertThat(live.revokes(KEY, 0)).isFalse();
    assertThat(live.size()).isZero();
    assertThat(shown()).isEmpty();
  }

  @Test
  void revokesCredentialsIssuedUpToTheSecondOfTheCutoff() {
    live.put(revoke(KEY, NOW, NOW + 60), NOW);

    assertThat(live.revokes(KEY, 0)).isTrue();
    assertThat(live.revokes(KEY, NOW - 1)).isTrue();
    assertThat(live.revokes(KEY, NOW)).isTrue();
    assertThat(live.revokes(KEY, NOW + 1)).isFalse();
  }

  @Test
  void cutoffForeverRevokesEveryCredential() {
    live.put(new RevocationEntry(KEY, RevocationEntry.FOREVER, RevocationEntry.FOREVER), NOW);

    assertThat(live.revokes(KEY, NOW)).isTrue();
    assertThat(live.revokes(KEY, 0xFFFF_FFFFL)).isTrue();
  }

  @Test
  void keyThatSharesOneHalfWithARevokedOneIsNotRevoked() {
    live.put(revoke(KEY, NOW, NOW + 60), NOW);

    assertThat(live.revokes(new RevocationKey(KEY.high(), KEY.low() + 1), NOW)).isFalse();
    assertThat(live.revokes(new RevocationKey(KEY.high() + 1, KEY.low()), NOW)).isFalse();
  }

  @Test
  void joinsTwoRevocationsOfOneKey() {
    live.put(revoke(KEY, NOW - 10, NOW + 60), NOW);
    live.put(revoke(KEY, NOW + 10, NOW + 30), NOW);

    assertThat(live.revokes(KEY, NOW + 10)).isTrue();
    assertThat(live.revokes(KEY, NOW + 11)).isFalse();
    assertThat(live.size()).isEqualTo(1);
    assertThat(shown()).containsExactly(revoke(KEY, NOW + 10, NOW + 60));
  }

  @Test
  void dropsRevocationAfterTheSecondOfItsEnd() {
    live.put(revoke(KEY, NOW, NOW + 60), NOW);

    live.dropExpired(NOW + 60);
    assertThat(live.revokes(KEY, NOW)).isTrue();
    live.dropExpired(NOW + 61);
    assertThat(live.revokes(KEY, NOW)).isFalse();
    assertThat(live.size()).isZero();
    assertThat(shown()).isEmpty();
  }

  @Test
  void growsOverManyRevocationsWithoutLosingOne() {
    List<RevocationEntry> entries = revokes(20_000);

    for (int i = 0; i < entries.size(); i++) {
      live.put(entries.get(i), NOW);
      assertThat(live.revokes(entries.get(i).key(), NOW)).isTrue();
    }

    assertThat(entries).allMatch(entry -> live.revokes(entry.key(), NOW));
    assertThat(live.size()).isEqualTo(entries.size());
    assertThat(shown()).containsExactlyInAnyOrderElementsOf(entries);
    assertThat(live.bytes() / entries.size()).isLessThan(48);
  }

  @Test
  void keysThatFallOnTheLastSlotContinueAtTheFirst() {
    List<RevocationEntry> entries =
        IntStream.range(0, 100)
            .mapToObj(
                i -> revoke(new RevocationKey(-1L, 0xFFFF_FFFF_0000_0000L + i), NOW, NOW + 60))
            .toList();

    entries.forEach(entry -> live.put(entry, NOW));

    assertThat(entries).allMatch(entry -> live.revokes(entry.key(), NOW));
    assertThat(live.revokes(new RevocationKey(-1L, 0xFFFF_FFFF_0000_0064L), NOW)).isFalse();
    assertThat(shown()).containsExactlyInAnyOrderElementsOf(entries);
  }

  @Test
  void showsEveryRevocationInThePageOfItsSegmentOnly() {
    RevocationKey first = new RevocationKey(1, 1);
    RevocationKey last = new RevocationKey(-1L, -1L);
    live.put(revoke(first, NOW, NOW + 60), NOW);
    live.put(revoke(last, NOW, NOW + 60), NOW);

    assertThat(page(0)).containsExactly(revoke(first, NOW, NOW + 60));
    assertThat(page(RevocationTable.SEGMENTS - 1)).containsExactly(revoke(last, NOW, NOW + 60));
    assertThat(shown()).hasSize(2);
  }

  @Test
  void reusesTheSlotsOfExpiredRevocations() {
    for (int round = 0; round < 100; round++) {
      for (int i = 0; i < 1_000; i++) {
        RevocationKey key = RevocationKey.of(RevocationKind.TOKEN, round + "/" + i);
        live.put(revoke(key, NOW + round, NOW + round), NOW + round);
      }
    }

    assertThat(live.bytes()).isLessThan(2_000 * 48);
    live.dropExpired(NOW + 99);
    assertThat(live.size()).isEqualTo(1_000);
  }

  @Test
  void droppingNeverTakesMoreMemory() {
    List<RevocationEntry> entries = revokes(1_500);
    entries.forEach(entry -> live.put(entry, NOW));
    for (int i = 0; i < RevocationTable.SEGMENTS; i++) {
      RevocationKey key = new RevocationKey(((long) i << 56) | 1, i);
      live.put(revoke(key, NOW, NOW), NOW);
    }
    long before = live.bytes();

    live.dropExpired(NOW + 1);

    assertThat(live.size()).isEqualTo(entries.size());
    assertThat(live.bytes()).isLessThanOrEqualTo(before);
    assertThat(entries).allMatch(entry -> live.revokes(entry.key(), NOW));
  }

  @Test
  void releasesMemoryWhenMostRevocationsHaveExpired() {
    long atFirst = live.bytes();
    revokes(50_000).forEach(entry -> live.put(entry, NOW));
    assertThat(live.bytes()).isGreaterThan(10 * atFirst);

    live.dropExpired(NOW + 61);

    assertThat(live.bytes()).isEqualTo(atFirst);
  }

  private List<RevocationEntry> page(int page) {
    List<RevocationEntry> entries = new ArrayList<>();
    live.forEach(page, entries::add);
    return entries;
  }

  private List<RevocationEntry> shown() {
    List<RevocationEntry> entries = new ArrayList<>();
    for (int page = 0; page < RevocationTable.SEGMENTS; page++) {
      entries.addAll(page(page));
    }
    return entries;
  }

  private static List<RevocationEntry> revokes(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> revoke(RevocationKey.of(RevocationKind.TOKEN, "token-" + i), NOW, NOW + 60))
        .toList();
  }

  private static RevocationEntry revoke(RevocationKey key, long cutoff, long end) {
    return new RevocationEntry(key, Instant.ofEpochSecond(cutoff), Instant.ofEpochSecond(end));
  }
}
