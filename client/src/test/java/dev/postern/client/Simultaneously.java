package dev.postern.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs a task in many threads that begin together. */
final class Simultaneously {
  private static final int THREADS = 32;

  private Simultaneously() {}

  static <T> List<Future<T>> run(Callable<T> task) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      CountDownLatch together = new CountDownLatch(THREADS);
      List<Future<T>> results = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        results.add(
            threads.submit(
                () -> {
                  together.countDown();
                  together.await();
                  return task.call();
                }));
      }
      return results;
    }
  }
}
