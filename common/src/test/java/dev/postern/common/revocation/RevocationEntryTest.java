package dev.postern.common.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevocationEntryTest {
  private static final long LAST_SECOND = 0xFFFF_FFFFL;
  private static final RevocationKey KEY =
      new RevocationKey(0x0102030405060708L, 0x090A0B0C0D0E0F10L);
  private static final Instant CUTOFF = Instant.ofEpochSecond(1_800_000_000L);
  private static final Instant END = Instant.ofEpochSecond(1_800_000_900L);

  @Test
  void bytesAreKeyCutoffAndEndBigEndian() {
    assertThat(new RevocationEntry(KEY, CUTOFF, END).toBytes())
        .isEqualTo(
            HexFormat.of().parseHex("0102030405060708090a0b0c0d0e0f10" + "6b49d200" + "6b49d584"))
        .hasSize(RevocationEntry.BYTES);
  }

  @Property
  void readsWholeSecondsBack(
      @ForAll @LongRange(max = LAST_SECOND) long cutoff,
      @ForAll @LongRange(max = LAST_SECOND) long end,
      @ForAll @LongRange(min = 1) long high,
      @ForAll long low) {
    RevocationEntry entry = revoke(new RevocationKey(high, low), cutoff, end);

    assertThat(RevocationEntry.fromBytes(entry.toBytes())).isEqualTo(entry);
    assertThat(RevocationEntry.unpack(high, low, entry.packed())).isEqualTo(entry);
  }

  @Test
  void roundsTheEndUpSoThatNoRevocationIsDroppedTooSoon() {
    assertThat(readBack(CUTOFF, END.plusNanos(1)).expiresAt()).isEqualTo(END.plusSeconds(1));
    assertThat(readBack(CUTOFF, END.plusNanos(999_999_999)).expiresAt())
        .isEqualTo(END.plusSeconds(1));
    assertThat(readBack(CUTOFF, END).expiresAt()).isEqualTo(END);
  }

  /** The issue time of tokens is in whole seconds, too. */
  @Test
  void roundsTheCutoffDown() {
    assertThat(readBack(CUTOFF.plusNanos(999_999_999), END).cutoff()).isEqualTo(CUTOFF);
  }

  @Test
  void clampsToTheFirstAndTheLastSecond() {
    assertThat(readBack(Instant.MIN, Instant.MIN))
        .isEqualTo(new RevocationEntry(KEY, Instant.EPOCH, Instant.EPOCH));
    assertThat(readBack(Instant.MAX, Instant.MAX))
        .isEqualTo(new RevocationEntry(KEY, RevocationEntry.FOREVER, RevocationEntry.FOREVER));
    assertThat(
            readBack(RevocationEntry.FOREVER.plusSeconds(1), RevocationEntry.FOREVER.plusNanos(1)))
        .isEqualTo(new RevocationEntry(KEY, RevocationEntry.FOREVER, RevocationEntry.FOREVER));
  }

  @Test
  void readsForeverBack() {
    assertThat(readBack(RevocationEntry.FOREVER, RevocationEntry.FOREVER))
        .isEqualTo(new RevocationEntry(KEY, RevocationEntry.FOREVER, RevocationEntry.FOREVER));
  }

  @Property
  void joinTakesTheLaterCutoffAndTheLaterEnd(
      @ForAll @LongRange(max = LAST_SECOND) long cutoff,
      @ForAll @LongRange(max = LAST_SECOND) long end,
      @ForAll @LongRange(max = LAST_SECOND) long otherCutoff,
      @ForAll @LongRange(max = LAST_SECOND) long otherEnd) {
    long one = revoke(KEY, cutoff, end).packed();
    long other = revoke(KEY, otherCutoff, otherEnd).packed();

    assertThat(RevocationEntry.join(one, other))
        .isEqualTo(RevocationEntry.join(other, one))
        .isEqualTo(revoke(KEY, Math.max(cutoff, otherCutoff), Math.max(end, otherEnd)).packed());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 23, 25, 48})
  void rejectsBytesOfAnotherLength(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 1);

    assertThatThrownBy(() -> RevocationEntry.fromBytes(bytes))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static RevocationEntry readBack(Instant cutoff, Instant end) {
    return RevocationEntry.fromBytes(new RevocationEntry(KEY, cutoff, end).toBytes());
  }

  private static RevocationEntry revoke(RevocationKey key, long cutoff, long end) {
    return new RevocationEntry(key, Instant.ofEpochSecond(cutoff), Instant.ofEpochSecond(end));
  }
}
