package dev.postern.orders;

import dev.postern.common.jwt.KeySource;
import dev.postern.common.jwt.TestIssuer;
import dev.postern.common.key.CredentialDirectory;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;

/** The issuer's keys in the service's own memory, and a clock that stands still. */
@Singleton
public class Issuer {
  static final TestIssuer ISSUER = new TestIssuer();

  @Produces
  @Singleton
  KeySource keys() {
    return ISSUER.keySource();
  }

  /** No API key exists. */
  @Produces
  @Singleton
  CredentialDirectory apiKeys() {
    return presented -> Uni.createFrom().item(Optional.empty());
  }

  @Produces
  @Singleton
  InstantSource clock() {
    return InstantSource.fixed(TestIssuer.NOW);
  }
}
