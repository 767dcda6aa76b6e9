package dev.postern.testkit;

import dev.postern.stack.Service;
import java.time.Duration;

/**
 * Calls every endpoint of every replica once before the first test: on a slow machine the first
 * call of a kind, which loads classes and connects, takes longer than a dependency may, and is
 * answered 503.
 */
final class WarmUp {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private WarmUp() {}

  static void everyReplica() {
    Vendor vendor = Vendor.create(GuardedEndpoints.SCOPES);
    String token = vendor.systemToken();
    if (TestStack.has(Service.CUSTOMER)) {
      Person person = Person.create();
      callAll(new GuardedEndpoints.Caller(vendor, token, person.token()));
      callByCookie(vendor, token, person);
    } else if (TestStack.has(Service.PROFILE)) {
      callAll(new GuardedEndpoints.Caller(vendor, token, ProfileOwner.create().token()));
    } else {
      callAll(new GuardedEndpoints.Caller(vendor, token, ""));
    }
  }

  private static void callAll(GuardedEndpoints.Caller caller) {
    for (GuardedEndpoints.Endpoint endpoint : GuardedEndpoints.all()) {
      Await.until(
          endpoint.name() + " allows",
          PATIENCE,
          () -> endpoint.call().apply(caller).equals(GuardedEndpoints.ALLOWED));
    }
  }

  private static void callByCookie(Vendor vendor, String token, Person person) {
    for (int i = 0; i < TestStack.REPLICAS; i++) {
      int replica = i;
      Await.until(
          "profile by cookie at replica " + replica,
          PATIENCE,
          () -> Browser.login(replica, person).profile(replica, vendor, token).status() == 200);
    }
  }
}
