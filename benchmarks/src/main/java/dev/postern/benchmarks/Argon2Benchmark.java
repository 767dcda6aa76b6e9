package dev.postern.benchmarks;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import de.mkammerer.argon2.Argon2Advanced;
import de.mkammerer.argon2.Argon2Factory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Measures one Argon2id hash (19 MiB, two passes, one lane) with each candidate library. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx128m", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class Argon2Benchmark {
  private static final int MEMORY_KIB = 19_456;
  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int HASH_BYTES = 32;

  private final byte[] password = "correct horse battery staple".getBytes(StandardCharsets.UTF_8);
  private final byte[] salt = "sixteen bytes!!!".getBytes(StandardCharsets.UTF_8);
  private final ReusedBlocks blocks = new ReusedBlocks();
  private final Argon2Function password4j =
      Argon2Function.getInstance(MEMORY_KIB, PASSES, LANES, HASH_BYTES, Argon2.ID, 0x13);
  private final Argon2Advanced argon2Jvm =
      Argon2Factory.createAdvanced(Argon2Factory.Argon2Types.ARGON2id);

  /** Memory blocks that the next hash reuses. */
  private static final class ReusedBlocks implements Argon2BytesGenerator.BlockPool {
    private final Deque<Argon2BytesGenerator.Block> free = new ArrayDeque<>(MEMORY_KIB);

    @Override
    public Argon2BytesGenerator.Block allocate() {
      Argon2BytesGenerator.Block block = free.poll();
      return block == null ? new Argon2BytesGenerator.Block() : block;
    }

    @Override
    public void deallocate(Argon2BytesGenerator.Block block) {
      free.push(block.clear());
    }
  }

  @Benchmark
  public byte[] bouncyCastle() {
    return bouncyCastle(parameters());
  }

  @Benchmark
  public byte[] bouncyCastleBlocksKept() {
    return bouncyCastle(parameters().withBlockPool(blocks));
  }

  @Benchmark
  public byte[] password4j() {
    return password4j.hash(password, salt).getBytes();
  }

  /** Calls the native library through JNA. */
  @Benchmark
  public byte[] argon2Jvm() {
    return argon2Jvm.rawHash(PASSES, MEMORY_KIB, LANES, password, salt);
  }

  private Argon2Parameters.Builder parameters() {
    return new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
        .withMemoryAsKB(MEMORY_KIB)
        .withIterations(PASSES)
        .withParallelism(LANES)
        .withSalt(salt);
  }

  private byte[] bouncyCastle(Argon2Parameters.Builder parameters) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(parameters.build());
    byte[] hash = new byte[HASH_BYTES];
    generator.generateBytes(password, hash);
    return hash;
  }
}
