package dev.postern.stack.faults;

import dev.postern.testkit.Await;
import dev.postern.testkit.Management;
import dev.postern.testkit.Person;
import dev.postern.testkit.Vendor;
import java.time.Duration;

/** Waits until the stack serves as it did before a fault. */
final class Recovery {
  static final Duration BOUND = Duration.ofSeconds(10);

  private Recovery() {}

  /** Until this customer can log in, and this vendor gets the profile by these tokens. */
  static void await(Vendor vendor, String token, Person customer, String customerToken) {
    Management.awaitRecovery(BOUND);
    Await.until(
        "logins and profiles",
        BOUND,
        () ->
            customer.login().status() == 200
                && vendor.getProfile(token, customerToken).status() == 200);
  }
}
