package dev.postern.common.distribution;

import dev.postern.common.revocation.RevocationState;
import dev.postern.common.settings.GuardConfig;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready without knowing what was revoked: nobody could be let in. */
@Singleton
@Readiness
class EventReadiness implements HealthCheck {
  private final RevocationState view;
  private final GuardConfig.Guard bounds;

  EventReadiness(RevocationState view, GuardConfig config) {
    this.view = view;
    this.bounds = config.guard();
  }

  @Override
  public HealthCheckResponse call() {
    boolean fresh = view.staleness().compareTo(bounds.maxStaleness()) <= 0;
    return HealthCheckResponse.named("security events").status(fresh).build();
  }
}
