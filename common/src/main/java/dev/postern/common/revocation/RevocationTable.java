package dev.postern.common.revocation;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/**
 * The revocations in force, in flat tables of 24 bytes a slot: 30 to 42 bytes a revocation overall.
 *
 * <p>Readers never wait and allocate nothing. There is one writer at a time. A full segment is
 * copied into a larger one without its expired revocations, so that no growth copies everything.
 */
final class RevocationTable {
  static final int SEGMENTS = 256;
  private static final int SEGMENT_SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(SEGMENTS);
  private static final int SLOT = 3;
  private static final int MIN_CAPACITY = 8;
  private static final double MAX_LOAD = 0.8;
  private static final double GROWTH = 1.4;
  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

  /** Slots of three words: high, low and packed. A slot whose high is 0 is empty. */
  private final AtomicReferenceArray<long[]> segments = new AtomicReferenceArray<>(SEGMENTS);

  private final int[] used = new int[SEGMENTS];

  RevocationTable() {
    for (int i = 0; i < SEGMENTS; i++) {
      segments.set(i, new long[MIN_CAPACITY * SLOT]);
    }
  }

  /** Whether a credential with this key that was issued in this second is revoked. */
  boolean revokes(RevocationKey key, long issuedAtSecond) {
    long[] slots = segments.get(segment(key.high()));
    int at = find(slots, key.high(), key.low());
    return at >= 0
        && issuedAtSecond <= RevocationEntry.cutoffSecond((long) WORD.getAcquire(slots, at + 2));
  }

  synchronized void put(RevocationEntry entry, long nowSecond) {
    int segment = segment(entry.key().high());
    long[] slots = segments.get(segment);
    int at = find(slots, entry.key().high(), entry.key().low());
    if (at >= 0) {
      WORD.setRelease(slots, at + 2, RevocationEntry.join(slots[at + 2], entry.packed()));
      return;
    }
    if ((used[segment] + 1) * SLOT > slots.length * MAX_LOAD) {
      slots = rebuild(segment, nowSecond, true);
      at = find(slots, entry.key().high(), entry.key().low());
    }
    insert(slots, ~at, entry.key().high(), entry.key().low(), entry.packed());
    used[segment]++;
  }

  /** Drops expired revocations, one segment after the other. */
  void dropExpired(long nowSecond) {
    for (int segment = 0; segment < SEGMENTS; segment++) {
      synchronized (this) {
        rebuild(segment, nowSecond, false);
      }
    }
  }

  /** Passes the revocations of one segment to the action. */
  void forEach(int segment, Consumer<RevocationEntry> action) {
    long[] slots = segments.get(segment);
    for (int at = 0; at < slots.length; at += SLOT) {
      long high = (long) WORD.getAcquire(slots, at);
      if (high != 0) {
        action.accept(
            RevocationEntry.unpack(high, slots[at + 1], (long) WORD.getAcquire(slots, at + 2)));
      }
    }
  }

  synchronized long size() {
    return Arrays.stream(used).asLongStream().sum();
  }

  /** The memory that all segments take, in bytes. */
  long bytes() {
    long words = 0;
    for (int segment = 0; segment < SEGMENTS; segment++) {
      words += segments.get(segment).length;
    }
    return words * Long.BYTES;
  }

  /** The keys are hashes, so their upper bits spread evenly. */
  private static int segment(long high) {
    return (int) (high >>> SEGMENT_SHIFT);
  }

  /**
   * The position of the key; if it is absent, the complement of the position where it would be.
   * There is always an empty slot. A reader must not read that slot again: the writer may have
   * filled it with another key since.
   */
  private static int find(long[] slots, long high, long low) {
    int capacity = slots.length / SLOT;
    int slot = (int) ((low >>> 32) * capacity >>> 32);
    while (true) {
      long found = (long) WORD.getAcquire(slots, slot * SLOT);
      if (found == 0) {
        return ~(slot * SLOT);
      }
      if (found == high && slots[slot * SLOT + 1] == low) {
        return slot * SLOT;
      }
      slot = slot + 1 == capacity ? 0 : slot + 1;
    }
  }

  /** The first word is written last: a reader that sees it also sees the others. */
  private static void insert(long[] slots, int at, long high, long low, long packed) {
    slots[at + 1] = low;
    slots[at + 2] = packed;
    WORD.setRelease(slots, at, high);
  }

  private long[] rebuild(int segment, long nowSecond, boolean grow) {
    long[] old = segments.get(segment);
    int kept = 0;
    for (int at = 0; at < old.length; at += SLOT) {
      kept += isInForce(old, at, nowSecond) ? 1 : 0;
    }
    if (kept == used[segment] && !grow) {
      return old;
    }
    int capacity = capacityFor(kept);
    long[] fresh = new long[(grow ? capacity : Math.min(capacity, old.length / SLOT)) * SLOT];
    for (int at = 0; at < old.length; at += SLOT) {
      if (isInForce(old, at, nowSecond)) {
        insert(fresh, ~find(fresh, old[at], old[at + 1]), old[at], old[at + 1], old[at + 2]);
      }
    }
    used[segment] = kept;
    segments.set(segment, fresh);
    return fresh;
  }

  private static int capacityFor(int kept) {
    return Math.max(MIN_CAPACITY, (int) ((kept + 1) / MAX_LOAD * GROWTH) + 1);
  }

  private static boolean isInForce(long[] slots, int at, long nowSecond) {
    return slots[at] != 0 && nowSecond <= RevocationEntry.expirySecond(slots[at + 2]);
  }
}
