package dev.postern.common.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Compares the table with a map. Expired revocations may be dropped at any moment: so the table
 * must hold all revocations in force, and none that was never put.
 */
class RevocationTableModelTest {
  private static final int KEYS = 60;
  private static final long BEGIN = 1_000;

  /** A put, a moment passing, or expired revocations dropped. */
  private sealed interface Step {
    record Put(int key, long cutoff, long lifeSeconds) implements Step {}

    record Pass(long seconds) implements Step {}

    record Drop() implements Step {}
  }

  private record Entry(long cutoff, long end) {
    Entry join(Entry other) {
      return new Entry(Math.max(cutoff, other.cutoff), Math.max(end, other.end));
    }
  }

  private final RevocationTable table = new RevocationTable();
  private final Map<RevocationKey, Entry> live = new HashMap<>();
  private final Map<RevocationKey, Entry> ever = new HashMap<>();
  private long now = BEGIN;

  @Property(tries = 500)
  void holdsAllRevocationsInForceAndNoneThatWasNeverPut(@ForAll("steps") List<Step> steps) {
    for (Step step : steps) {
      switch (step) {
        case Step.Put(int key, long cutoff, long life) -> put(key(key), cutoff, now + life);
        case Step.Pass(long seconds) -> now += seconds;
        case Step.Drop() -> table.dropExpired(now);
      }
      live.values().removeIf(entry -> entry.end() < now);
      compare();
    }
    table.dropExpired(now);
    assertThat(shown()).isEqualTo(live.keySet());
    assertThat(table.size()).isEqualTo(live.size());
    compare();
  }

  private void put(RevocationKey key, long cutoff, long end) {
    table.put(
        new RevocationEntry(key, Instant.ofEpochSecond(cutoff), Instant.ofEpochSecond(end)), now);
    live.merge(key, new Entry(cutoff, end), Entry::join);
    ever.merge(key, new Entry(cutoff, end), Entry::join);
  }

  private void compare() {
    for (int i = 0; i < KEYS; i++) {
      RevocationKey key = key(i);
      Entry must = live.get(key);
      if (must != null) {
        assertThat(table.revokes(key, must.cutoff())).isTrue();
        assertThat(table.revokes(key, 0)).isTrue();
      }
      Entry may = ever.get(key);
      assertThat(table.revokes(key, may == null ? 0 : may.cutoff() + 1)).isFalse();
    }
  }

  private Set<RevocationKey> shown() {
    Set<RevocationKey> keys = new HashSet<>();
    for (int page = 0; page < RevocationTable.SEGMENTS; page++) {
      table.forEach(page, entry -> assertThat(keys.add(entry.key())).isTrue());
    }
    return keys;
  }

  /** Few segments and few slots, so that keys collide. */
  private static RevocationKey key(int number) {
    long high = (number % 3 + 1L) << 56 | number % 5 + 1;
    long low = (number % 2 == 0 ? 0xFFFF_FFFFL : 0x1000_0000L) << 32 | number;
    return new RevocationKey(high, low);
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Step> put =
        Combinators.combine(
                Arbitraries.integers().between(0, KEYS - 1),
                Arbitraries.longs().between(0, 2 * BEGIN),
                Arbitraries.longs().between(-1, 40))
            .as(Step.Put::new);
    Arbitrary<Step> pass = Arbitraries.longs().between(0, 30).map(Step.Pass::new);
    Arbitrary<Step> drop = Arbitraries.just(new Step.Drop());
    return Arbitraries.frequencyOf(Tuple.of(12, put), Tuple.of(2, pass), Tuple.of(1, drop))
        .list()
        .ofMaxSize(150);
  }
}
