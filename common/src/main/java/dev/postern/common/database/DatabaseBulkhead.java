package dev.postern.common.database;

import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the database has been asked for and has not answered yet, whether or not anybody still waits
 * for it: at most {@value #MOST} at a time, since a database that stands still lets nothing go.
 */
@Singleton
final class DatabaseBulkhead {
  /** Far more than the pool has connections, and nothing to a small heap. */
  static final int MOST = 1_000;

  private final AtomicInteger pending = new AtomicInteger();

  /**
   * Begins it once, when somebody is there to hear of it, and goes on whoever leaves.
   *
   * @return the answer, or a {@link Refusal} as {@link AuthError#OVERLOADED} if there is too much
   */
  <T> Uni<T> once(Uni<T> work) {
    return Uni.createFrom().deferred(() -> counted(work)).memoize().indefinitely();
  }

  private <T> Uni<T> counted(Uni<T> work) {
    if (pending.incrementAndGet() > MOST) {
      pending.decrementAndGet();
      return Uni.createFrom().failure(new Refusal(AuthError.OVERLOADED));
    }
    return work.onTermination().invoke(pending::decrementAndGet);
  }
}
