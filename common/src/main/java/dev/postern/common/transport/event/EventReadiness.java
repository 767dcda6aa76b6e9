package dev.postern.common.transport.event;

import dev.postern.common.event.EventView;
import dev.postern.common.transport.GuardConfig;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready without knowing what was revoked: nobody could be let in. */
@Singleton
@Readiness
class EventReadiness implements HealthCheck {
  private final EventView view;
  private final GuardConfig.Guard bounds;

  EventReadiness(EventView view, GuardConfig config) {
    this.view = view;
    this.bounds = config.guard();
  }

  @Override
  public HealthCheckResponse call() {
    boolean fresh = view.staleness().compareTo(bounds.maxStaleness()) <= 0;
    return HealthCheckResponse.named("security events").status(fresh).build();
  }
}
