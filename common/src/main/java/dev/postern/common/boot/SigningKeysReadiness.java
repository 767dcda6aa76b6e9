package dev.postern.common.boot;

import dev.postern.common.jwt.KeySource;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready before the issuer's keys are loaded: no token could be verified. */
@Singleton
@Readiness
class SigningKeysReadiness implements HealthCheck {
  private final KeySource keys;

  SigningKeysReadiness(KeySource keys) {
    this.keys = keys;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("signing keys").status(keys.isLoaded()).build();
  }
}
