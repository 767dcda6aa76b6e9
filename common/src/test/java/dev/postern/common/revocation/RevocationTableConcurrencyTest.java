package dev.postern.common.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One writer, and readers that ask while tables grow and expired revocations are dropped. */
class RevocationTableConcurrencyTest {
  private static final int REVOCATIONS = 60_000;
  private static final int READERS = 3;
  private static final long NOW = 1_800_000_000L;

  private final RevocationTable live = new RevocationTable();
  private final AtomicInteger written = new AtomicInteger();
  private final AtomicBoolean done = new AtomicBoolean();

  @Test
  @Timeout(60)
  void readerSeesEveryRevocationThatWasPutAndNoOther() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(READERS + 1)) {
      List<Future<Long>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        readers.add(threads.submit(reader(RandomGenerator.of("L64X128MixRandom"))));
      }
      Future<Long> janitor = threads.submit(this::dropAgainAndAgain);
      try {
        write();
      } finally {
        done.set(true);
      }
      for (Future<Long> reader : readers) {
        assertThat(reader.get(30, TimeUnit.SECONDS)).isPositive();
      }
      assertThat(janitor.get(30, TimeUnit.SECONDS)).isPositive();
    }
    live.dropExpired(NOW);
    assertThat(live.size()).isEqualTo(REVOCATIONS);
  }

  /**
   * Between the revocations that stay are others that have expired already; their slots are reused.
   */
  private void write() {
    for (int i = 0; i < REVOCATIONS; i++) {
      live.put(revoke(key(i), cutoff(i), NOW + 60), NOW);
      written.setRelease(i + 1);
      live.put(revoke(expired(i), cutoff(i), NOW - 1), NOW);
    }
  }

  private Callable<Long> reader(RandomGenerator random) {
    return () -> {
      long asked = 0;
      while (!done.get()) {
        int known = written.getAcquire();
        if (known > 0) {
          check(known - 1);
          check(random.nextInt(known));
          asked++;
        }
      }
      return asked;
    };
  }

  /**
   * Exactly this revocation: not half of one, nor the cutoff of another, nor one that was never
   * put.
   */
  private void check(int i) {
    if (!live.revokes(key(i), cutoff(i))) {
      throw new AssertionError("missed " + i);
    }
    if (live.revokes(key(i), cutoff(i) + 1)) {
      throw new AssertionError("another's cutoff for " + i);
    }
    if (live.revokes(foreign(i), 0)) {
      throw new AssertionError("foreign " + i);
    }
  }

  private long dropAgainAndAgain() {
    long rounds = 0;
    while (!done.get()) {
      live.dropExpired(NOW);
      rounds++;
    }
    return rounds;
  }

  private static RevocationKey key(int i) {
    return new RevocationKey(mix(2L * i + 1) | 1, mix(i) & ~1L);
  }

  /** Never put, but of the same segment and slot as a key that is. */
  private static RevocationKey foreign(int i) {
    return new RevocationKey(key(i).high(), key(i).low() | 1);
  }

  private static RevocationKey expired(int i) {
    return new RevocationKey(mix(2L * i + 1) & ~1L, mix(-i - 1L));
  }

  private static long cutoff(int i) {
    return NOW - i;
  }

  private static long mix(long value) {
    long mixed = value * 0x9E37_79B9_7F4A_7C15L;
    mixed = (mixed ^ mixed >>> 32) * 0xD6E8_FEB8_6659_FD93L;
    return mixed ^ mixed >>> 29;
  }

  private static RevocationEntry revoke(RevocationKey key, long cutoff, long end) {
    return new RevocationEntry(key, Instant.ofEpochSecond(cutoff), Instant.ofEpochSecond(end));
  }
}
