package dev.postern.customer.session;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Stops the start of the service if the settings of sessions are not sound. */
@Singleton
class SessionConfigCheck {

  /**
   * @throws IllegalStateException if they are not sound
   */
  void check(@Observes StartupEvent start, SessionConfig config) {
    SessionConfig.mustBeSound(config);
  }
}
