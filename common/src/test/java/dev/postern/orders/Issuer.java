package dev.postern.orders;

import dev.postern.common.jwt.KeySource;
import dev.postern.common.jwt.TestIssuer;
import dev.postern.common.revocation.RevocationState;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** The issuer's keys in the service's own memory, and a clock that stands still. */
@Singleton
public class Issuer {
  static final TestIssuer ISSUER = new TestIssuer();

  /** There is no auth-service here: nothing was ever revoked. */
  void start(@Observes StartupEvent start, RevocationState events) {
    events.loaded(0);
    events.heartbeat(0);
  }

  @Produces
  @Singleton
  KeySource keys() {
    return ISSUER.keySource();
  }

  @Produces
  @Singleton
  InstantSource clock() {
    return InstantSource.fixed(TestIssuer.NOW);
  }
}
