package dev.postern.orders;

import dev.postern.common.jwt.KeySource;
import dev.postern.common.jwt.TestIssuer;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** The issuer's keys in the service's own memory, and a clock that stands still. */
@Singleton
public class Issuer {
  static final TestIssuer ISSUER = new TestIssuer();

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
