package dev.postern.customer.limit;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Bounds the logins in progress in this process. Further ones are refused before any work. */
@Singleton
public class LoginBulkhead {

  /**
   * About as many logins as the password threads can complete while their callers still wait for
   * the answer.
   */
  public static final int MAX_IN_PROGRESS = 48;

  private final LimitMetrics metrics;
  private final AtomicInteger inProgress = new AtomicInteger();

  LoginBulkhead(LimitMetrics metrics) {
    this.metrics = metrics;
  }

  /**
   * Runs the login, or returns {@code whenFull}.
   *
   * <p>A login that has started runs to its end even if the caller cancels: the password is
   * compared anyway, so the result must be counted.
   */
  public <T> Uni<T> run(Supplier<Uni<T>> login, Supplier<T> whenFull) {
    return Uni.createFrom().<T>deferred(() -> bounded(login, whenFull)).memoize().indefinitely();
  }

  private <T> Uni<T> bounded(Supplier<Uni<T>> login, Supplier<T> whenFull) {
    if (inProgress.incrementAndGet() > MAX_IN_PROGRESS) {
      inProgress.decrementAndGet();
      metrics.count(new Admission.Busy());
      return Uni.createFrom().item(whenFull);
    }
    return Uni.createFrom()
        .<T>deferred(() -> login.get())
        .onTermination()
        .invoke(inProgress::decrementAndGet);
  }
}
