package dev.postern.stack.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.key.Environment;
import dev.postern.common.key.OpaqueToken;
import dev.postern.stack.Service;
import dev.postern.testkit.Await;
import dev.postern.testkit.Faults;
import dev.postern.testkit.Http;
import dev.postern.testkit.Paused;
import dev.postern.testkit.Person;
import dev.postern.testkit.PostgresProcess;
import dev.postern.testkit.RedisProcess;
import dev.postern.testkit.TestStack;
import dev.postern.testkit.Vendor;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Callers get 503 soon while a part of the stack stands still, and normal answers afterwards. */
@Faults
class FaultsIT {
  /** Far above the 300 ms of the contract, and far below any time-out of a client. */
  private static final Duration SOON = Duration.ofSeconds(2);

  private static final Duration RECOVERY = Duration.ofSeconds(10);

  private final Vendor vendor = Vendor.seeded();
  private final String token = vendor.systemToken();
  private final Person customer = Person.create();
  private final String customerToken = customer.token();

  @Test
  void aPausedDatabaseAnswers503SoonAndRecovers() throws Exception {
    assertThat(vendor.getProfile(token, customerToken).status()).isEqualTo(200);
    try (Paused postgres = new Paused(PostgresProcess.pid())) {
      assertUnavailable(() -> vendor.getProfile(token, customerToken));
      assertUnavailable(customer::login);
      assertThat(token(vendor.secret()).status()).as("remembered").isEqualTo(200);
      assertThat(token(strangersSecret()).status()).isEqualTo(503);
    }
    assertRecovers(() -> vendor.getProfile(token, customerToken));
    assertRecovers(customer::login);
  }

  @Test
  void aPausedAuthServiceStopsOnlyWhatMustBeAskedThere() throws Exception {
    Vendor fresh = Vendor.create("profile:read");
    String freshToken = fresh.systemToken();
    assertThat(vendor.getProfile(token, customerToken).status()).isEqualTo(200);
    try (Paused auth = new Paused(service("auth"))) {
      assertThat(vendor.getProfile(token, customerToken).status())
          .as("all remembered")
          .isEqualTo(200);
      assertUnavailable(() -> fresh.getProfile(freshToken, customerToken));
      assertUnavailable(customer::login);
    }
    assertRecovers(() -> fresh.getProfile(freshToken, customerToken));
    assertRecovers(customer::login);
  }

  @Test
  void redisIsAllowedToDie() throws Exception {
    try (Paused paused = new Paused(RedisProcess.pid())) {
      assertThat(vendor.getProfile(token, customerToken).status()).isEqualTo(200);
      assertThat(customer.login().status()).isEqualTo(200);
    }
  }

  private static long service(String name) {
    return TestStack.file().processes().stream()
        .filter(process -> process.name().equals(name))
        .findFirst()
        .orElseThrow()
        .pid();
  }

  private static void assertUnavailable(Supplier<Http.Answer> call) {
    Instant begun = Instant.now();
    Http.Answer answer = call.get();
    assertThat(answer.status()).as(answer.body()).isEqualTo(503);
    assertThat(answer.header("retry-after")).isEqualTo("1");
    assertThat(Duration.between(begun, Instant.now())).isLessThan(SOON);
  }

  private static void assertRecovers(Supplier<Http.Answer> call) {
    Await.until("it recovers", RECOVERY, () -> call.get().status() == 200);
  }

  private Http.Answer token(String secret) {
    return Http.form(
        Service.AUTH,
        "/oauth/token",
        Map.of(
            "grant_type", "client_credentials", "client_id", vendor.id(), "client_secret", secret));
  }

  private static String strangersSecret() {
    return OpaqueToken.generate(OpaqueToken.Kind.CLIENT_SECRET, Environment.TEST).text().reveal();
  }
}
