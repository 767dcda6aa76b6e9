package dev.postern.common.boot;

import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import java.util.function.Supplier;

/** Does what must be done before a service takes its first call: the only place that blocks. */
public final class BlockingStartup {
  private BlockingStartup() {}

  /**
   * Does the work on an event-loop context and returns when it is done.
   *
   * @throws IllegalStateException if it fails: the service does not start
   */
  public static void complete(Supplier<Uni<Void>> work) {
    try {
      VertxContextSupport.subscribeAndAwait(work);
    } catch (Throwable failure) {
      throw new IllegalStateException("the service cannot start", failure);
    }
  }
}
