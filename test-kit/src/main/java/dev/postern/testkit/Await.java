package dev.postern.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for a condition, up to a bound. */
public final class Await {
  private static final Duration PAUSE = Duration.ofMillis(20);

  private Await() {}

  /** Fails if the condition is not met in time. An exception of the condition counts as not met. */
  public static void until(String what, Duration bound, Callable<Boolean> condition) {
    long deadline = System.nanoTime() + bound.toNanos();
    while (!isMet(condition)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + bound.toMillis() + " ms: " + what);
      }
      pause();
    }
  }

  private static boolean isMet(Callable<Boolean> condition) {
    try {
      return condition.call();
    } catch (AssertionError | Exception notYet) {
      return false;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }
}
