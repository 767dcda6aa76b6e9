package dev.postern.customer.session;

import java.time.Duration;

/** The defaults, but for what a test is about. */
record TestSessionConfig(String keyset, Duration lifetime, int maxPerCustomer)
    implements SessionConfig {

  TestSessionConfig(String keyset) {
    this(keyset, Duration.ofHours(12), 100);
  }

  @Override
  public Duration idleLifetime() {
    return Duration.ofMinutes(30);
  }

  @Override
  public Duration refreshableLifetime() {
    return Duration.ofDays(90);
  }
}
