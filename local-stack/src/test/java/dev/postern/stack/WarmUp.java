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
    Vendor vendor = Vendor.create(Doors.SCOPES);
    StackFile.Customer customer = TestStack.customer(19);
    String token = vendor.systemToken();
    Doors.Caller caller = new Doors.Caller(vendor, token, Vendor.customerToken(customer));
    for (Doors.Door door : Doors.all()) {
      Await.until(
          door.name() + " lets in",
          PATIENCE,
          () -> door.knock().apply(caller).equals(Doors.LET_IN));
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
