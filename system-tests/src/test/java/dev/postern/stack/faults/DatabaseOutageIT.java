package dev.postern.stack.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.stack.Service;
import dev.postern.testkit.Await;
import dev.postern.testkit.Dsquares;
import dev.postern.testkit.Faults;
import dev.postern.testkit.GuardedEndpoints;
import dev.postern.testkit.Http;
import dev.postern.testkit.OAuth;
import dev.postern.testkit.Operator;
import dev.postern.testkit.Paused;
import dev.postern.testkit.Person;
import dev.postern.testkit.PostgresProcess;
import dev.postern.testkit.Sql;
import dev.postern.testkit.TestStack;
import dev.postern.testkit.Vendor;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Threat 43: what callers see while PostgreSQL stands still, takes no writes, or is all in use. */
@Faults
class DatabaseOutageIT {
  private static final Duration SOON = Duration.ofSeconds(2);

  /** More than the connections that three replicas of auth-service have together. */
  private static final int MANY = 100;

  private final Vendor vendor = Vendor.refreshing(GuardedEndpoints.SCOPES);
  private final String token = OAuth.access(OAuth.token(0, vendor));
  private final Person customer = Person.create();
  private final String customerToken = customer.token();

  private void assertAllIsWell() {
    Recovery.await(vendor, token, customer, customerToken);
  }

  /** The calls that write. */
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
        "revoke by an operator",
        () -> admin(operator, "/admin/v1/events", Map.of("kind", "token", "id", "nobody's")),
        "make a client",
        () ->
            admin(
                operator,
                "/admin/v1/clients",
                Map.of("name", "x", "scopes", List.of("profile:read"))),
        "make a key",
        () -> admin(operator, "/admin/v1/api-keys", Map.of("client_id", vendor.id())),
        "log in",
        customer::login,
        "log in, refreshable",
        () -> Dsquares.login(customer));
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
    Vendor unseen = Vendor.create(GuardedEndpoints.SCOPES);
    try (Paused postgres = new Paused(PostgresProcess.pid())) {
      assertUnavailableSoon(writes);
      assertUnavailableSoon(
          Map.of(
              "a client not remembered",
              () -> OAuth.token(1, unseen),
              "a profile",
              () -> vendor.getProfile(token, customerToken),
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
      Await.until(
          "reading", Recovery.BOUND, () -> vendor.getProfile(token, customerToken).status() == 200);
      assertUnavailableSoon(writes);
      assertThat(vendor.getProfile(token, customerToken).status()).isEqualTo(200);
    } finally {
      PostgresProcess.setReadOnly(false);
    }
    assertAllIsWell();
  }

  /**
   * Without it there are no heartbeats, so the guard cannot know that a credential is still valid.
   */
  @Test
  void threat43GoneForLongerThanMaxStalenessNobodyIsLetInUntilItIsBack() throws Exception {
    GuardedEndpoints.Caller caller = new GuardedEndpoints.Caller(vendor, token, customerToken);
    GuardedEndpoints.assertAllowed(GuardedEndpoints.all(), caller);
    try (Paused postgres = new Paused(PostgresProcess.pid())) {
      Await.until(
          "denied at all replicas of profile-service",
          Recovery.BOUND,
          () ->
              GuardedEndpoints.ofProfiles().stream()
                  .allMatch(
                      endpoint -> endpoint.call().apply(caller).equals("dependency_unavailable")));
    }
    assertAllIsWell();
    GuardedEndpoints.assertAllowed(GuardedEndpoints.all(), caller);
  }

  /** Each call holds a connection that waits for the lock, and nothing else gets one. */
  @Test
  void threat43WithNoConnectionLeftCallersAreToldSoonAndNoTokenIsLost() throws Exception {
    List<String> refreshTokens =
        Collections.nCopies(MANY, vendor).stream()
            .map(client -> OAuth.refreshToken(OAuth.token(0, client)))
            .toList();
    assertThat(vendor.getProfile(token, customerToken).status()).as("now known").isEqualTo(200);
    try (AutoCloseable lock = Sql.lockWrites("refresh_token");
        ExecutorService threads = Executors.newFixedThreadPool(MANY)) {
      for (int i = 0; i < MANY; i++) {
        int replica = i % TestStack.REPLICAS;
        String refreshToken = refreshTokens.get(i);
        threads.execute(() -> OAuth.refresh(replica, vendor, refreshToken));
      }
      assertUnavailableSoon(
          Map.of("refresh", () -> OAuth.refresh(0, vendor, refreshTokens.getFirst())));
      assertThat(vendor.getProfile(token, customerToken).status()).isEqualTo(200);
    }
    assertAllIsWell();
    for (String refreshToken : refreshTokens) {
      Await.until(
          "the token is alive, or answered again",
          Recovery.BOUND,
          () -> OAuth.refresh(1, vendor, refreshToken).status() == 200);
    }
  }
}
