package dev.postern.customer.password;

import java.util.ArrayDeque;
import java.util.Deque;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.Block;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.BlockPool;

/**
 * The memory of Argon2, used again by the next hash: 19 MiB of garbage for each login would keep
 * the collector busier than the hash keeps the processor.
 *
 * <p>Keeps as much as {@link PasswordPool}'s threads need for today's parameters. Shared by them,
 * so that a dear hash takes what is kept before it takes more.
 */
final class KeptBlocks implements BlockPool {
  static final KeptBlocks SHARED =
      new KeptBlocks(PasswordPool.THREADS * Argon2Hash.CURRENT.memoryKib());

  private final Deque<Block> free = new ArrayDeque<>();
  private final int maxKept;

  /**
   * @param maxKept blocks of 1 KiB
   */
  KeptBlocks(int maxKept) {
    this.maxKept = maxKept;
  }

  @Override
  public synchronized Block allocate() {
    Block kept = free.poll();
    return kept == null ? new Block() : kept;
  }

  /** Nothing of the password remains in it. */
  @Override
  public void deallocate(Block block) {
    block.clear();
    keep(block);
  }

  synchronized int kept() {
    return free.size();
  }

  private synchronized void keep(Block block) {
    if (free.size() < maxKept) {
      free.push(block);
    }
  }
}
