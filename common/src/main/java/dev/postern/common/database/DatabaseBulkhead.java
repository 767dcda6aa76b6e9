package dev.postern.common.database;

import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds the database work in progress to {@value #MAX_PENDING} operations, whether or not a caller
 * still waits. Without it, work would pile up while the database does not answer.
 */
@Singleton
final class DatabaseBulkhead {
  /** Far more than the connection pool has connections, and small compared to the heap. */
  static final int MAX_PENDING = 1_000;

  private final AtomicInteger pending = new AtomicInteger();

  /**
   * Runs the work once, at the first subscription, and continues if the subscriber cancels.
   *
   * @return the result; the {@code Uni} fails with a {@link Refusal} as {@link
   *     AuthError#OVERLOADED} if too much work is pending
   */
  <T> Uni<T> runOnce(Uni<T> work) {
    return Uni.createFrom().deferred(() -> counted(work)).memoize().indefinitely();
  }

  private <T> Uni<T> counted(Uni<T> work) {
    if (pending.incrementAndGet() > MAX_PENDING) {
      pending.decrementAndGet();
      return Uni.createFrom().failure(new Refusal(AuthError.OVERLOADED));
    }
    return work.onTermination().invoke(pending::decrementAndGet);
  }
}
