package dev.postern.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Threats 14 and 43: whatever becomes of PostgreSQL, callers get 503 soon, nothing that was
 * acknowledged is lost, and no refresh family dies of it.
 */
@Order(Integer.MAX_VALUE)
class DatabaseFaultsIT {
  private static final Duration SOON = Duration.ofSeconds(2);
  private static final Duration RECOVERY = Duration.ofSeconds(10);

  /** Longer than a call may take, and shorter than what makes news of revocations stale. */
  private static final Duration A_WHILE = Duration.ofSeconds(2);

  private final Vendor vendor = Vendor.refreshing(Doors.SCOPES);
  private final String token = OAuth.access(OAuth.token(0, vendor));
  private final StackFile.Customer customer = TestStack.customer(14);
  private final String customerToken = Vendor.customerToken(customer);

  /** What can happen to a database; it is over when this returns. */
  private enum Fault {
    TERMINATED {
      @Override
      void strike() throws Exception {
        for (int i = 0; i < 10; i++) {
          PostgresProcess.terminateBackends();
          Thread.sleep(100);
        }
      }
    },
    CRASHED {
      @Override
      void strike() throws Exception {
        PostgresProcess.crash();
      }
    },
    KILLED {
      @Override
      void strike() throws Exception {
        PostgresProcess.killAndRestart();
      }
    },
    PAUSED {
      @Override
      void strike() throws Exception {
        try (Paused postgres = new Paused(PostgresProcess.pid())) {
          Thread.sleep(A_WHILE);
        }
      }
    },
    READ_ONLY {
      @Override
      void strike() throws Exception {
        PostgresProcess.setReadOnly(true);
        try {
          Thread.sleep(A_WHILE);
        } finally {
          PostgresProcess.setReadOnly(false);
        }
      }
    };

    abstract void strike() throws Exception;
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void threat14RefreshesUnderWayLoseNeitherTheTokenNorItsSuccessor(Fault fault) throws Exception {
    RefreshLoad load = RefreshLoad.begin(vendor);
    try (load) {
      fault.strike();
      load.awaitProgress();
    }

    assertThat(load.unexpected()).isEmpty();
    assertThat(load.unavailable()).as("calls that met the fault").isPositive();
    for (String last : load.lastTokens()) {
      Http.Answer answer = OAuth.refresh(0, vendor, last);
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(OAuth.refresh(1, vendor, OAuth.refreshToken(answer)).status()).isEqualTo(200);
    }
    assertThat(load.revocationsInDatabase()).isEqualTo(load.revoked().size());
    for (String revoked : List.of(load.revoked().getFirst(), load.revoked().getLast())) {
      Doors.assertShut(
          Doors.all(), new Doors.Caller(vendor, revoked, customerToken), "bearer_revoked");
    }
    assertAllIsWell();
  }

  private void assertAllIsWell() {
    Await.until(
        "all is well",
        RECOVERY,
        () ->
            login().status() == 200
                && vendor.getProfile(token, customerToken).status() == 200
                && Management.everywhere((service, r) -> Management.lag(service, r) < 1)
                && Management.everywhere(Management::isReady));
  }

  private Http.Answer login() {
    return Http.form(
        Service.CUSTOMER,
        "/customer_authenticate",
        Map.of("username", customer.username(), "password", customer.password()));
  }

  /** What writes. */
  private Map<String, Supplier<Http.Answer>> writes() {
    String refreshToken = OAuth.refreshToken(OAuth.token(0, vendor));
    String doomed = OAuth.access(OAuth.token(1, vendor));
    String operator = "Bearer " + Vendor.operatorToken();
    return Map.of(
        "refresh",
        () -> OAuth.refresh(0, vendor, refreshToken),
        "begin a family",
        () -> OAuth.token(1, vendor),
        "revoke",
        () -> OAuth.revoke(2, vendor, doomed),
        "revoke a family",
        () -> OAuth.revoke(0, vendor, refreshToken),
        "kill",
        () -> admin(operator, "/admin/v1/events", Map.of("kind", "token", "id", "nobody's")),
        "make a client",
        () ->
            admin(
                operator,
                "/admin/v1/clients",
                Map.of("name", "x", "scopes", List.of("profile:read"))),
        "make a key",
        () -> admin(operator, "/admin/v1/api-keys", Map.of("client_id", vendor.id())),
        "log in, refreshable",
        () ->
            Http.form(
                Service.CUSTOMER,
                "/token",
                Map.of(
                    "Username", customer.username(),
                    "Password", customer.password(),
                    "Grant_Type", "Password")));
  }

  private static Http.Answer admin(String bearer, String path, Map<String, Object> body) {
    return Http.post(Service.AUTH, path, Http.JSON, Operator.json(body), "Authorization", bearer);
  }

  private static void assertUnavailableSoon(Map<String, Supplier<Http.Answer>> calls) {
    calls.forEach(
        (what, call) -> {
          long begun = System.nanoTime();
          Http.Answer answer = call.get();
          assertThat(answer.status()).as(what + ": " + answer.body()).isEqualTo(503);
          assertThat(answer.header("retry-after")).as(what).isEqualTo("1");
          assertThat(Duration.ofNanos(System.nanoTime() - begun)).as(what).isLessThan(SOON);
        });
  }

  @Test
  void threat43PausedEveryWriteIs503Soon() throws Exception {
    Map<String, Supplier<Http.Answer>> writes = writes();
    String operator = "Bearer " + Vendor.operatorToken();
    try (Paused postgres = new Paused(PostgresProcess.pid())) {
      assertUnavailableSoon(writes);
      assertUnavailableSoon(
          Map.of(
              "list events",
              () -> Http.get(Service.AUTH, "/admin/v1/events", "Authorization", operator),
              "list clients",
              () -> Http.get(Service.AUTH, "/admin/v1/clients", "Authorization", operator)));
    }
    assertAllIsWell();
  }

  @Test
  void threat43ReadOnlyEveryWriteIs503AndReadingGoesOn() throws Exception {
    Map<String, Supplier<Http.Answer>> writes = writes();
    PostgresProcess.setReadOnly(true);
    try {
      PostgresProcess.terminateBackends();
      Await.until("reading", RECOVERY, () -> login().status() == 200);
      assertUnavailableSoon(writes);
      assertThat(vendor.getProfile(token, customerToken).status()).isEqualTo(200);
      assertThat(login().status()).isEqualTo(200);
    } finally {
      PostgresProcess.setReadOnly(false);
    }
    assertAllIsWell();
  }

  /** Without it there are no heartbeats either: what cannot be known to be alive is not let in. */
  @Test
  void threat43GoneForLongerThanMaxStalenessNobodyIsLetInUntilItIsBack() throws Exception {
    Doors.Caller caller = new Doors.Caller(vendor, token, customerToken);
    Doors.assertOpen(Doors.all(), caller);
    try (Paused postgres = new Paused(PostgresProcess.pid())) {
      Await.until(
          "denied at all replicas of profile-service",
          RECOVERY,
          () ->
              Doors.ofProfiles().stream()
                  .allMatch(door -> door.knock().apply(caller).equals("dependency_unavailable")));
    }
    assertAllIsWell();
    Doors.assertOpen(Doors.all(), caller);
  }
}
