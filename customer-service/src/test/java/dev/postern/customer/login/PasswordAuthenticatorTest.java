package dev.postern.customer.login;

import static dev.postern.customer.limit.TestLimits.FREE_AT_ACCOUNT;
import static dev.postern.customer.limit.TestLimits.FREE_AT_ADDRESS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.ClientAddress;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.secret.Secret;
import dev.postern.customer.account.Customer;
import dev.postern.customer.account.CustomerStatus;
import dev.postern.customer.account.Username;
import dev.postern.customer.limit.LoginBulkhead;
import dev.postern.customer.limit.TestLimits;
import dev.postern.customer.login.Authentication.Authenticated;
import dev.postern.customer.login.Authentication.Denied;
import dev.postern.customer.login.PasswordAuthenticator.Claim;
import dev.postern.customer.password.Decoys;
import dev.postern.customer.password.PasswordComparer.Comparison;
import dev.postern.customer.password.PasswordHash;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PasswordAuthenticatorTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String PEER = "192.0.2.1";
  private static final Secret RIGHT = Secret.of("right");
  private static final Secret WRONG = Secret.of("wrong");
  private static final String HASH =
      "$argon2id$v=19$m=19456,t=2,p=1$" + "a".repeat(22) + "$" + "b".repeat(43);

  private static final Vertx VERTX = Vertx.vertx();

  private final TestLimits test = new TestLimits();
  private final List<Authentication> log = new ArrayList<>();
  private final List<PasswordHash> compared = new ArrayList<>();
  private final Customer anna = customer("anna", CustomerStatus.ACTIVE);
  private final Customer berta = customer("berta", CustomerStatus.DISABLED);
  private final PasswordAuthenticator authenticator = authenticator(this::compare);

  @AfterAll
  static void stop() {
    VERTX.close();
  }

  /** Compares passwords as a test wants it. */
  private interface Comparer {
    Uni<Comparison> compare(PasswordHash hash, Secret password);
  }

  private PasswordAuthenticator authenticator(Comparer comparer) {
    return new PasswordAuthenticator(
        test.bulkhead(),
        test.limits(),
        test.devices(),
        username -> Uni.createFrom().item(find(username)),
        test.keys(),
        new Decoys(),
        comparer::compare,
        new UniformFailureDelay(VERTX));
  }

  private static Customer customer(String username, CustomerStatus status) {
    return new Customer(
        UUID.randomUUID(),
        "id of " + username,
        Username.parse(username),
        Secret.of(HASH),
        7,
        status);
  }

  private Optional<Customer> find(Optional<Username> username) {
    return Stream.of(anna, berta)
        .filter(one -> username.isPresent() && one.username().equals(username))
        .findFirst();
  }

  private Uni<Comparison> compare(PasswordHash hash, Secret password) {
    compared.add(hash);
    return Uni.createFrom().item(new Comparison(password.equals(RIGHT), Duration.ZERO));
  }

  private static Claim claim(String username, Secret password) {
    return new Claim(Username.parse(username), password, Optional.empty());
  }

  private Authentication authenticate(Claim claim, String peer) {
    return authenticator.authenticate(claim, client(peer), log::add).await().atMost(PATIENCE);
  }

  private Denied denied(Claim claim, String peer) {
    Authentication outcome = authenticate(claim, peer);
    assertThat(outcome).isInstanceOf(Denied.class);
    return (Denied) outcome;
  }

  private void assertFails(Claim claim, String detail) {
    assertThat(denied(claim, PEER)).isEqualTo(Denied.failed(detail));
  }

  @Test
  void authenticatesCustomerWithTheRightPassword() {
    assertThat(authenticate(claim("anna", RIGHT), PEER)).isEqualTo(new Authenticated(anna, false));
    assertThat(log).containsExactly(new Authenticated(anna, false));
  }

  @Test
  void recognizesKnownDevice() {
    String header = test.devices().setCookie(anna.id(), anna.passwordVersion()).reveal();
    Secret cookie = Secret.of(header.substring(header.indexOf('=') + 1, header.indexOf(';')));
    Claim claim = new Claim(anna.username(), RIGHT, Optional.of(cookie));
    assertThat(authenticate(claim, PEER)).isEqualTo(new Authenticated(anna, true));
  }

  @Test
  void threat29AllFailuresAreRefusedAlikeAfterOneComparison() {
    assertFails(claim("anna", WRONG), "wrong password: id of anna");
    assertFails(claim("berta", RIGHT), "disabled: id of berta");
    assertFails(claim("nobody", RIGHT), "unknown username");
    assertFails(claim("\u0000", RIGHT), "unknown username");
    assertThat(compared).hasSize(4);
    assertThat(log).hasSize(4);
  }

  @Test
  void threat29RefusesLockedAccountLikeWrongPassword() {
    Denied wrong = denied(claim("anna", WRONG), PEER);
    for (int i = 1; i < FREE_AT_ACCOUNT; i++) {
      denied(claim("anna", WRONG), PEER);
    }
    Denied locked = denied(claim("anna", RIGHT), PEER);
    assertThat(compared).hasSize(FREE_AT_ACCOUNT);
    assertThat(locked.detail()).isEqualTo("account_locked");
    assertThat(locked.refusal()).usingRecursiveComparison().isEqualTo(wrong.refusal());
  }

  @Test
  void refusesLockedAddressWithTheRestOfTheDelay() {
    for (int i = 0; i < FREE_AT_ADDRESS; i++) {
      denied(claim("name" + i, WRONG), PEER);
    }
    Denied locked = denied(claim("anna", RIGHT), PEER);
    assertThat(locked)
        .isEqualTo(new Denied(AuthError.TOO_MANY_LOGINS, "address_locked", Duration.ofSeconds(30)));
    assertThat(locked.refusal().advice().retryAfter()).contains(Duration.ofSeconds(30));
  }

  @Test
  void successResetsTheAccount() {
    for (int i = 0; i < 2 * FREE_AT_ACCOUNT; i++) {
      denied(claim("anna", WRONG), "192.0.2." + i);
      assertThat(authenticate(claim("anna", RIGHT), "192.0.2." + i))
          .isInstanceOf(Authenticated.class);
    }
  }

  @Test
  void doesNotCountOutagesAndOverload() {
    PasswordAuthenticator failing =
        authenticator(
            (hash, password) -> Uni.createFrom().failure(new Refusal(AuthError.OVERLOADED)));
    for (int i = 0; i < FREE_AT_ADDRESS + 1; i++) {
      failing
          .authenticate(claim("anna", RIGHT), client(PEER), log::add)
          .subscribe()
          .withSubscriber(UniAssertSubscriber.create())
          .awaitFailure(PATIENCE)
          .assertFailedWith(Refusal.class);
    }
    assertThat(log).isEmpty();
    assertThat(authenticate(claim("anna", RIGHT), PEER)).isInstanceOf(Authenticated.class);
  }

  @Test
  void failsIfTheDatabaseDoes() {
    PasswordAuthenticator withoutDatabase =
        new PasswordAuthenticator(
            test.bulkhead(),
            test.limits(),
            test.devices(),
            username -> Uni.createFrom().failure(new IOException("away")),
            test.keys(),
            new Decoys(),
            this::compare,
            new UniformFailureDelay(VERTX));
    withoutDatabase
        .authenticate(claim("anna", RIGHT), client(PEER), log::add)
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create())
        .awaitFailure(PATIENCE)
        .assertFailedWith(IOException.class);
    assertThat(compared).isEmpty();
  }

  /** Logins whose comparisons end when the test says so. */
  private final class Pending {
    private final List<UniEmitter<? super Comparison>> open = new ArrayList<>();
    private final PasswordAuthenticator authenticator =
        authenticator((hash, password) -> Uni.createFrom().<Comparison>emitter(open::add));

    UniAssertSubscriber<Authentication> begin(String username) {
      return authenticator
          .authenticate(claim(username, WRONG), client("192.0.2." + open.size()), log::add)
          .subscribe()
          .withSubscriber(UniAssertSubscriber.create());
    }

    void endAll() {
      List.copyOf(open).forEach(emitter -> emitter.complete(new Comparison(false, Duration.ZERO)));
    }
  }

  private static boolean isDenied(UniAssertSubscriber<Authentication> login, AuthError error) {
    return login.getItem() instanceof Denied denied && denied.error() == error;
  }

  @Test
  void threat30CountsAndLogsLoginsWhoseCallersCancel() {
    Pending pending = new Pending();
    for (int i = 0; i < FREE_AT_ACCOUNT; i++) {
      pending.begin("anna").cancel();
      pending.endAll();
    }
    assertThat(log).hasSize(FREE_AT_ACCOUNT);
    assertThat(denied(claim("anna", RIGHT), "192.0.2.99").detail()).isEqualTo("account_locked");
    assertThat(compared).isEmpty();
  }

  @Test
  void threat31CancelledLoginKeepsItsPlaceUntilItsComparisonEnds() {
    Pending pending = new Pending();
    for (int i = 0; i < LoginBulkhead.MAX_IN_PROGRESS; i++) {
      pending.begin("name" + i).cancel();
    }
    assertThat(isDenied(pending.begin("late"), AuthError.OVERLOADED)).isTrue();
    assertThat(pending.open).hasSize(LoginBulkhead.MAX_IN_PROGRESS);
    assertThat(log).containsExactly(Denied.busy());

    pending.endAll();
    pending.begin("late");
    assertThat(pending.open).hasSize(LoginBulkhead.MAX_IN_PROGRESS + 1);
    assertThat(test.refused("busy")).isOne();
  }

  @Test
  void cancelledWaitingLoginFreesItsPlace() {
    Pending pending = new Pending();
    for (int i = 0; i < FREE_AT_ACCOUNT; i++) {
      pending.begin("anna");
    }
    for (int i = 0; i < TestLimits.MAX_WAITING; i++) {
      pending.begin("anna").cancel();
    }
    pending.begin("anna");
    assertThat(test.refused("busy")).as("no room to wait").isOne();
    await(() -> test.refused("busy") == 1 + TestLimits.MAX_WAITING);

    pending.begin("anna");
    assertThat(test.refused("busy")).as("room again").isEqualTo(1 + TestLimits.MAX_WAITING);
  }

  @Test
  void loginWaitsWhileOthersOfTheAccountAreCompared() {
    Pending pending = new Pending();
    List<UniAssertSubscriber<Authentication>> first =
        Stream.generate(() -> pending.begin("anna")).limit(FREE_AT_ACCOUNT).toList();
    UniAssertSubscriber<Authentication> late = pending.begin("anna");
    assertThat(pending.open).hasSize(FREE_AT_ACCOUNT);
    pending.endAll();
    late.awaitItem(PATIENCE);

    assertThat(first).allMatch(login -> isDenied(login, AuthError.LOGIN_FAILED));
    assertThat(isDenied(late, AuthError.LOGIN_FAILED)).isTrue();
    assertThat(pending.open).hasSize(FREE_AT_ACCOUNT);
  }

  @Test
  void loginThatWaitsTooLongIsRefusedAsOverload() {
    Pending pending = new Pending();
    for (int i = 0; i < FREE_AT_ACCOUNT; i++) {
      pending.begin("anna");
    }
    UniAssertSubscriber<Authentication> late = pending.begin("anna").awaitItem(PATIENCE);
    assertThat(isDenied(late, AuthError.OVERLOADED)).isTrue();
    assertThat(test.refused("busy")).isOne();
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  private static ClientAddress client(String literal) {
    return ClientAddress.parse(literal).orElseThrow();
  }
}
