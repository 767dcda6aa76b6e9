package dev.postern.common.distribution;

import dev.postern.common.revocation.RevocationState;
import dev.postern.common.settings.GuardConfig;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready while the revocations are unknown or too stale: every caller would be denied. */
@Singleton
@Readiness
class EventReadiness implements HealthCheck {
  private final RevocationState state;
  private final GuardConfig.Guard bounds;

  EventReadiness(RevocationState state, GuardConfig config) {
    this.state = state;
    this.bounds = config.guard();
  }

  @Override
  public HealthCheckResponse call() {
    boolean fresh = state.staleness().compareTo(bounds.maxStaleness()) <= 0;
    return HealthCheckResponse.named("security events").status(fresh).build();
  }
}
