package dev.postern.customer.password;

import dev.postern.common.auth.AuthError;
import dev.postern.common.secret.Secret;
import dev.postern.common.transport.Refusal;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Where passwords are hashed: a few threads, a short queue and a fixed amount of memory, so that
 * any number of logins at once neither stop the event loop nor fill the heap.
 *
 * <p>What does not fit the queue is refused with {@link AuthError#OVERLOADED}.
 */
@Singleton
public class PasswordPool {
  private static final int THREADS = 2;
  private static final int QUEUE = 64;

  /** As much as the dearest hash that is accepted needs. */
  private static final int MEMORY_KIB = 65_536;

  private final Semaphore memoryKib = new Semaphore(MEMORY_KIB, true);
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(QUEUE),
          Thread.ofPlatform().name("password-", 0).daemon().factory());

  /**
   * What a comparison said.
   *
   * @param took the comparison alone, its wait in the queue not counted
   */
  public record Comparison(boolean matches, Duration took) {}

  /** Compares, and answers on the context it was called on. */
  public Uni<Comparison> compare(PasswordHash hash, Secret password) {
    return run(hash.memoryKib(), () -> timed(hash, password));
  }

  private static Comparison timed(PasswordHash hash, Secret password) {
    long begun = System.nanoTime();
    boolean matches = hash.matches(password);
    return new Comparison(matches, Duration.ofNanos(System.nanoTime() - begun));
  }

  /** Hashes with today's parameters; the PHC string. */
  public Uni<Secret> hash(Secret password) {
    return run(Argon2Hash.CURRENT.memoryKib(), () -> Argon2Hash.create(password).encode());
  }

  @PreDestroy
  void stop() {
    threads.shutdown();
  }

  private <T> Uni<T> run(int neededKib, Supplier<T> work) {
    Context caller = Vertx.currentContext();
    return Uni.createFrom()
        .item(() -> withMemory(neededKib, work))
        .runSubscriptionOn(threads)
        .onFailure(RejectedExecutionException.class)
        .transform(full -> new Refusal(AuthError.OVERLOADED))
        .emitOn(action -> caller.runOnContext(ignored -> action.run()));
  }

  private <T> T withMemory(int neededKib, Supplier<T> work) {
    memoryKib.acquireUninterruptibly(neededKib);
    try {
      return work.get();
    } finally {
      memoryKib.release(neededKib);
    }
  }
}
