package dev.postern.customer.account;

import dev.postern.common.boot.BlockingStartup;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Makes the first read of a login before the first call, since it loads many classes. */
@Singleton
class LoginReadWarmUp {
  private static final String FOLDED = "\u043Dobody";

  private final CustomerTable customers;

  LoginReadWarmUp(CustomerTable customers) {
    this.customers = customers;
  }

  void warmUp(@Observes StartupEvent start) {
    Username.parse(FOLDED);
    BlockingStartup.complete(() -> customers.readNone());
  }
}
