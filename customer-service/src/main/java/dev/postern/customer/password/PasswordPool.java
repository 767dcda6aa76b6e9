package dev.postern.customer.password;

import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.secret.Secret;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hashes passwords on a few threads with a short queue and a fixed amount of memory. So any number
 * of concurrent logins neither blocks the event loop nor fills the heap.
 *
 * <p>A task that does not fit the queue, or has waited too long in it, is refused with {@link
 * AuthError#OVERLOADED}. A task that has started runs to its end.
 */
@Singleton
public class PasswordPool implements PasswordComparer {
  private static final ThreadMXBean THREAD_TIMES = ManagementFactory.getThreadMXBean();

  /** Of two processors, one is left to other requests. */
  static final int THREADS = Math.clamp(Runtime.getRuntime().availableProcessors() - 1, 1, 2);

  /** About as many current hashes as are computed within the longest wait. */
  private static final int QUEUE = 16;

  private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

  /** As much as the most expensive accepted hash needs. */
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

  private final Vertx vertx;
  private final Counter overloaded;
  private final Duration longestWait;

  @Inject
  PasswordPool(Vertx vertx, MeterRegistry metrics) {
    this(vertx, metrics, LONGEST_WAIT);
  }

  PasswordPool(Vertx vertx, MeterRegistry metrics, Duration longestWait) {
    this.vertx = vertx;
    this.overloaded = metrics.counter("postern.passwords.overloaded");
    this.longestWait = longestWait;
  }

  /** Compares, and answers on the caller's context. */
  @Override
  public Uni<Comparison> compare(PasswordHash hash, Secret password) {
    return run(hash.memoryKib(), () -> timed(hash, password));
  }

  private static Comparison timed(PasswordHash hash, Secret password) {
    long startNanos = cpuNanos();
    boolean matches = hash.matches(password);
    return new Comparison(matches, Duration.ofNanos(cpuNanos() - startNanos));
  }

  /** The processor time of this thread: waiting for a busy processor is not part of the hash. */
  private static long cpuNanos() {
    return THREAD_TIMES.isCurrentThreadCpuTimeSupported()
        ? THREAD_TIMES.getCurrentThreadCpuTime()
        : System.nanoTime();
  }

  /** Hashes with the current parameters, into a PHC string. */
  public Uni<Secret> hash(Secret password) {
    return run(Argon2Hash.CURRENT.memoryKib(), () -> Argon2Hash.create(password).encode());
  }

  @PreDestroy
  void stop() {
    threads.shutdown();
  }

  <T> Uni<T> run(int neededKib, Supplier<T> work) {
    Context caller = Vertx.currentContext();
    return Uni.createFrom()
        .<T>emitter(waiting -> queue(new Task<>(neededKib, work, waiting)))
        .onFailure(Refusal.class)
        .invoke(refusal -> overloaded.increment())
        .emitOn(action -> on(caller, action));
  }

  private <T> void queue(Task<T> task) {
    try {
      threads.execute(task);
      vertx.setTimer(longestWait.toMillis(), late -> task.giveUp());
    } catch (RejectedExecutionException full) {
      task.giveUp();
    }
  }

  private static void on(@Nullable Context caller, Runnable action) {
    if (caller == null) {
      action.run();
    } else {
      caller.runOnContext(ignored -> action.run());
    }
  }

  /** Is started or given up, whichever comes first. */
  private final class Task<T> implements Runnable {
    private final int neededKib;
    private final Supplier<T> work;
    private final UniEmitter<? super T> waiting;
    private final AtomicBoolean taken = new AtomicBoolean();

    Task(int neededKib, Supplier<T> work, UniEmitter<? super T> waiting) {
      this.neededKib = neededKib;
      this.work = work;
      this.waiting = waiting;
    }

    @Override
    public void run() {
      memoryKib.acquireUninterruptibly(neededKib);
      try {
        if (taken.compareAndSet(false, true)) {
          waiting.complete(work.get());
        }
      } catch (Throwable failure) {
        waiting.fail(failure);
      } finally {
        memoryKib.release(neededKib);
      }
    }

    void giveUp() {
      if (taken.compareAndSet(false, true)) {
        threads.remove(this);
        waiting.fail(new Refusal(AuthError.OVERLOADED));
      }
    }
  }
}
