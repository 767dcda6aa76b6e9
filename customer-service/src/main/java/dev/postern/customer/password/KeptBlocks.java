package dev.postern.customer.password;

import java.util.ArrayDeque;
import java.util.Deque;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.Block;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.BlockPool;

/**
 * Keeps the memory of Argon2 for the next hash: collecting 19 MiB of garbage for each login would
 * cost more processor time than the hash itself.
 *
 * <p>Keeps as much as the threads of {@link PasswordPool} need for the current parameters. They
 * share it, so that an expensive hash takes the kept blocks before it allocates more.
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

  /** Clears the block, since it holds parts of the password. */
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
