package dev.postern.benchmarks;

import com.google.protobuf.ByteString;
import dev.postern.auth.v1.SnapshotPage;
import dev.postern.common.revocation.RevocationEntry;
import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.RevocationState;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures a verifier with a million revocations in force: the time of a check, the memory, and the
 * time to load a snapshot.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgs = "-Xmx1g")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class RevocationTableBenchmark {
  private static final int REVOCATIONS = 1_000_000;
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);
  private static final Instant END = NOW.plusSeconds(900);

  /**
   * The number of different keys checked in turn, large enough to defeat the processor's caches.
   */
  private static final int CHECKED = 1 << 18;

  private final RevocationKey[] revoked = new RevocationKey[CHECKED];
  private final RevocationKey[] valid = new RevocationKey[CHECKED];
  private final RevocationState view = newView();
  private List<byte[]> snapshot = List.of();
  private int next;

  /** Fills the table through snapshot pages, as auth-service creates them. */
  @Setup(Level.Trial)
  public void fill() {
    for (int i = 0; i < REVOCATIONS; i++) {
      RevocationKey key = RevocationKey.of(RevocationKind.TOKEN, "revoked-" + i);
      view.load(new RevocationEntry(key, RevocationEntry.FOREVER, END));
      if (i < CHECKED) {
        revoked[i] = key;
        valid[i] = RevocationKey.of(RevocationKind.TOKEN, "valid-" + i);
      }
    }
    view.loaded(REVOCATIONS);
    snapshot = IntStream.range(0, view.pages()).mapToObj(this::page).toList();
  }

  @TearDown(Level.Trial)
  public void printSize() {
    System.out.printf(
        "%n%,d live events: %,d bytes, %.1f each%n",
        view.size(), view.bytes(), (double) view.bytes() / view.size());
  }

  @Benchmark
  public boolean hit() {
    return view.revokes(revoked[step()], NOW);
  }

  @Benchmark
  public boolean miss() {
    return view.revokes(valid[step()], NOW);
  }

  /** Checks a valid token under all its six keys. */
  @Benchmark
  public boolean tokenOfSixKeys() {
    boolean anyRevoked = false;
    for (int i = 0; i < 6; i++) {
      anyRevoked |= view.revokes(valid[step()], NOW);
    }
    return anyRevoked;
  }

  /** Decodes and loads all pages, as the event subscriber does. */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @OutputTimeUnit(TimeUnit.MILLISECONDS)
  @Warmup(iterations = 2)
  @Measurement(iterations = 5)
  public long loadSnapshot() throws Exception {
    RevocationState fresh = newView();
    for (byte[] message : snapshot) {
      ByteBuffer entries = SnapshotPage.parseFrom(message).getEntries().asReadOnlyByteBuffer();
      byte[] entry = new byte[RevocationEntry.BYTES];
      while (entries.remaining() >= RevocationEntry.BYTES) {
        entries.get(entry);
        fresh.load(RevocationEntry.fromBytes(entry));
      }
    }
    fresh.loaded(REVOCATIONS);
    if (fresh.size() != REVOCATIONS) {
      throw new IllegalStateException("loaded " + fresh.size());
    }
    return fresh.bytes();
  }

  private byte[] page(int number) {
    ByteArrayOutputStream entries = new ByteArrayOutputStream();
    view.page(number, entry -> entries.writeBytes(entry.toBytes()));
    return SnapshotPage.newBuilder()
        .setPages(view.pages())
        .setSeq(REVOCATIONS)
        .setEntries(ByteString.copyFrom(entries.toByteArray()))
        .build()
        .toByteArray();
  }

  private int step() {
    next = (next + 1) & (CHECKED - 1);
    return next;
  }

  private static RevocationState newView() {
    return new RevocationState(InstantSource.fixed(NOW), System::nanoTime);
  }
}
