package dev.postern.stack;

import java.time.Duration;

/**
 * Each replica's ways in once, before any test: on a slow machine the first call of a kind, which
 * loads classes and connects, takes longer than a dependency may, and is answered 503.
 */
final class WarmUp {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private WarmUp() {}

  static void everyReplica() {
    Vendor vendor = Vendor.create(GuardedEndpoints.SCOPES);
    StackFile.Customer customer = TestStack.customer(19);
    String token = vendor.systemToken();
    GuardedEndpoints.Caller caller =
        new GuardedEndpoints.Caller(vendor, token, Vendor.customerToken(customer));
    for (GuardedEndpoints.Door door : GuardedEndpoints.all()) {
      Await.until(
          door.name() + " lets in",
          PATIENCE,
          () -> door.knock().apply(caller).equals(GuardedEndpoints.LET_IN));
    }
    for (int i = 0; i < TestStack.REPLICAS; i++) {
      int replica = i;
      Await.until(
          "profile by cookie at replica " + replica,
          PATIENCE,
          () -> Browser.login(replica, customer).profile(replica, vendor, token).status() == 200);
    }
  }
}
