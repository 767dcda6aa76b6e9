package dev.postern.common.distribution;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

/** Starts the loader before the beans that use the revocations. */
@Singleton
class LoaderStartup {
  void start(
      @Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent start,
      RevocationLoader loader) {
    loader.start();
  }
}
