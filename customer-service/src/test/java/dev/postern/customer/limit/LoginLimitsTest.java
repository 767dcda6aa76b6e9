package dev.postern.customer.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.Call;
import dev.postern.common.guard.CurrentCall;
import dev.postern.common.refusal.Refusal;
import dev.postern.customer.account.Username;
import dev.postern.customer.limit.DeviceCookies.Device;
import dev.postern.customer.limit.LoginLimits.Attempt;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LoginLimitsTest {
  private static final int FREE_AT_ACCOUNT = 3;
  private static final int FREE_AT_DEVICES = 4;
  private static final int FREE_AT_ADDRESS = 5;
  private static final UUID ANNAS_ID = UUID.randomUUID();
  private static final Optional<Device> NO_DEVICE = Optional.empty();

  private final List<AuditEvent> audit = new ArrayList<>();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final AtomicInteger looked = new AtomicInteger();
  private final TestLoginConfig config =
      TestLoginConfig.of(FREE_AT_ACCOUNT, FREE_AT_DEVICES, FREE_AT_ADDRESS);
  private final LoginLimits limits =
      new LoginLimits(
          config,
          new LocalCounters(new TestClock()),
          new CounterKeys(config),
          new Refusals(audit::add, metrics),
          new CurrentCall(InstantSource.system()));

  /** Somebody's attempt, and where it comes from. */
  private record From(String peer, Attempt attempt) {
    Call call() {
      return new Call("REST", "test", "trace", peer);
    }
  }

  private static From attempt(String username, String peer, Optional<Device> device) {
    return new From(peer, new Attempt(Username.parse(username), Optional.empty(), device));
  }

  private static Optional<Device> device(String id) {
    return Optional.of(new Device(id, ANNAS_ID));
  }

  private <T> Uni<T> guard(From from, Supplier<Uni<T>> recognition) {
    return limits.guard(
        from.call(), () -> Uni.createFrom().item(from.attempt()), attempt -> recognition.get());
  }

  private Refusal refused(From attempt, AuthError outcome) {
    UniAssertSubscriber<Object> asked =
        guard(
                attempt,
                () -> {
                  looked.incrementAndGet();
                  return Uni.createFrom().failure(new Refusal(outcome));
                })
            .subscribe()
            .withSubscriber(UniAssertSubscriber.create())
            .awaitFailure(Duration.ofSeconds(10));
    assertThat(asked.getFailure()).isInstanceOf(Refusal.class);
    return (Refusal) asked.getFailure();
  }

  private void fail(From attempt) {
    assertThat(refused(attempt, AuthError.LOGIN_FAILED).error()).isEqualTo(AuthError.LOGIN_FAILED);
  }

  private void succeed(From attempt) {
    guard(attempt, () -> Uni.createFrom().item("anna"))
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create())
        .awaitItem(Duration.ofSeconds(10))
        .assertItem("anna");
  }

  private double counted(String reason) {
    return metrics.counter("postern.logins.refused", "reason", reason).count();
  }

  @Test
  void threat30ALockedAccountIsNotLookedAtWhateverTheAddress() {
    for (int i = 0; i < FREE_AT_ACCOUNT + 2; i++) {
      fail(attempt("anna", "192.0.2." + i, NO_DEVICE));
    }
    assertThat(looked).hasValue(FREE_AT_ACCOUNT);
    assertThat(counted("account_locked")).isEqualTo(2);
    assertThat(audit).extracting(AuditEvent::detail).containsOnly("account_locked");
  }

  @Test
  void threat29ALockedAccountIsRefusedLikeAWrongPassword() {
    From anna = attempt("anna", "192.0.2.1", NO_DEVICE);
    Refusal wrong = refused(anna, AuthError.LOGIN_FAILED);
    fail(anna);
    fail(anna);
    Refusal locked = refused(anna, AuthError.LOGIN_FAILED);
    assertThat(looked).hasValue(FREE_AT_ACCOUNT);
    assertThat(locked.error()).isEqualTo(wrong.error());
    assertThat(locked.detail()).isEqualTo(wrong.detail());
  }

  @Test
  void threat30TheAddressIsLimitedOverAllAccountsTheSameForEach() {
    for (int i = 0; i < FREE_AT_ADDRESS; i++) {
      fail(attempt("name" + i, "192.0.2.1", NO_DEVICE));
    }
    for (String name : List.of("name0", "anna", "\u0000")) {
      Refusal refusal = refused(attempt(name, "192.0.2.1", NO_DEVICE), AuthError.LOGIN_FAILED);
      assertThat(refusal.error()).isEqualTo(AuthError.TOO_MANY_LOGINS);
      assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(30));
    }
    assertThat(looked).hasValue(FREE_AT_ADDRESS);
    succeed(attempt("anna", "192.0.2.2", NO_DEVICE));
  }

  @Test
  void attemptsAtALockedAccountAreFailuresOfTheAddress() {
    for (int i = 0; i < FREE_AT_ADDRESS; i++) {
      fail(attempt("anna", "192.0.2.1", NO_DEVICE));
    }
    assertThat(looked).hasValue(FREE_AT_ACCOUNT);
    assertThat(refused(attempt("berta", "192.0.2.1", NO_DEVICE), AuthError.LOGIN_FAILED).error())
        .isEqualTo(AuthError.TOO_MANY_LOGINS);
  }

  @Test
  void successDoesNotForgiveTheAddress() {
    for (int i = 0; i < FREE_AT_ADDRESS; i++) {
      fail(attempt("name" + i, "192.0.2.1", NO_DEVICE));
      if (i < FREE_AT_ADDRESS - 1) {
        succeed(attempt("mallory", "192.0.2.1", NO_DEVICE));
      }
    }
    assertThat(refused(attempt("mallory", "192.0.2.1", NO_DEVICE), AuthError.LOGIN_FAILED).error())
        .isEqualTo(AuthError.TOO_MANY_LOGINS);
  }

  @Test
  void successForgivesTheAccount() {
    for (int i = 0; i < 4; i++) {
      fail(attempt("anna", "192.0.2." + i, NO_DEVICE));
      succeed(attempt("anna", "192.0.2." + i, NO_DEVICE));
    }
    assertThat(counted("account_locked")).isZero();
  }

  @Test
  void threat30StrangersCannotLockAKnownDeviceOut() {
    for (int i = 0; i < FREE_AT_ADDRESS; i++) {
      fail(attempt("anna", "192.0.2.1", NO_DEVICE));
    }
    succeed(attempt("anna", "192.0.2.1", device("device")));
  }

  @Test
  void aKnownDeviceHasALimitOfItsOwn() {
    for (int i = 0; i < FREE_AT_ACCOUNT + 1; i++) {
      fail(attempt("anna", "192.0.2.1", device("device")));
    }
    assertThat(looked).hasValue(FREE_AT_ACCOUNT);
    assertThat(counted("device_locked")).isOne();
    succeed(attempt("anna", "192.0.2.1", device("another device")));
    succeed(attempt("anna", "192.0.2.1", NO_DEVICE));
  }

  @Test
  void threat30ManyDeviceCookiesAreNotAsManyTimesTheGuesses() {
    for (int i = 0; i < FREE_AT_DEVICES + 1; i++) {
      fail(attempt("anna", "192.0.2.1", device("device " + i)));
    }
    assertThat(looked).hasValue(FREE_AT_DEVICES);
    assertThat(counted("devices_locked")).isOne();
    succeed(attempt("anna", "192.0.2.1", NO_DEVICE));
    succeed(attempt("berta", "192.0.2.1", Optional.of(new Device("device 0", UUID.randomUUID()))));
  }

  @Test
  void theOwnersLoginsGiveTheOtherDevicesNoNewGuesses() {
    for (int i = 0; i < FREE_AT_DEVICES; i++) {
      succeed(attempt("anna", "192.0.2.1", device("hers")));
      fail(attempt("anna", "192.0.2.1", device("device " + i)));
    }
    fail(attempt("anna", "192.0.2.1", device("another")));
    assertThat(looked).hasValue(FREE_AT_DEVICES);
  }

  @Test
  void aLockedDeviceTakesNothingFromTheOthers() {
    for (int i = 0; i < FREE_AT_DEVICES * 2; i++) {
      fail(attempt("anna", "192.0.2.1", device("device")));
    }
    assertThat(looked).hasValue(FREE_AT_ACCOUNT);
    succeed(attempt("anna", "192.0.2.1", device("another device")));
  }

  @Test
  void threat30WhoHangsUpIsCountedAllTheSame() {
    List<UniEmitter<? super String>> open = new ArrayList<>();
    for (int i = 0; i < FREE_AT_ACCOUNT; i++) {
      begin(open).cancel();
      open.getLast().fail(new Refusal(AuthError.LOGIN_FAILED));
    }
    fail(attempt("anna", "192.0.2.99", NO_DEVICE));
    assertThat(looked).hasValue(0);
    assertThat(counted("account_locked")).isOne();
  }

  @Test
  void threat31WhoHangsUpKeepsThePlaceUntilThePasswordWasLookedAt() {
    List<UniEmitter<? super String>> open = new ArrayList<>();
    for (int i = 0; i < LoginLimits.MAX_UNDER_WAY; i++) {
      begin("name" + i, open).cancel();
    }
    assertThat(isRefused(begin("late", open), AuthError.OVERLOADED)).isTrue();
    assertThat(open).hasSize(LoginLimits.MAX_UNDER_WAY);

    open.forEach(emitter -> emitter.fail(new Refusal(AuthError.LOGIN_FAILED)));
    begin("late", open);
    assertThat(open).hasSize(LoginLimits.MAX_UNDER_WAY + 1);
    assertThat(counted("busy")).isOne();
  }

  @Test
  void whoHangsUpWhileWaitingIsWaitedForNoLonger() {
    List<UniEmitter<? super String>> open = new ArrayList<>();
    for (int i = 0; i < FREE_AT_ACCOUNT; i++) {
      begin(open);
    }
    for (int i = 0; i < LoginLimits.MAX_WAITING; i++) {
      begin(open).cancel();
    }
    begin(open);
    assertThat(counted("busy")).as("no room to wait").isOne();
    await(() -> counted("busy") == 1 + LoginLimits.MAX_WAITING);

    begin(open);
    assertThat(counted("busy")).as("room again").isEqualTo(1 + LoginLimits.MAX_WAITING);
  }

  @Test
  void outagesAndOverloadAreNoFailures() {
    for (int i = 0; i < FREE_AT_ADDRESS + 1; i++) {
      From anna = attempt("anna", "192.0.2.1", NO_DEVICE);
      assertThat(refused(anna, AuthError.OVERLOADED).error()).isEqualTo(AuthError.OVERLOADED);
    }
    succeed(attempt("anna", "192.0.2.1", NO_DEVICE));
  }

  @Test
  void whatCanBeNobodysNameIsLimitedLikeAName() {
    for (int i = 0; i < FREE_AT_ACCOUNT + 1; i++) {
      fail(attempt("\u0000", "192.0.2." + i, NO_DEVICE));
    }
    assertThat(looked).hasValue(FREE_AT_ACCOUNT);
  }

  @Test
  void whoComesWhileOthersAreDecidedWaitsForThem() {
    List<UniEmitter<? super String>> open = new ArrayList<>();
    List<UniAssertSubscriber<String>> first =
        Stream.generate(() -> begin(open)).limit(FREE_AT_ACCOUNT).toList();
    assertThat(open).hasSize(FREE_AT_ACCOUNT);

    UniAssertSubscriber<String> late = begin(open);
    assertThat(open).hasSize(FREE_AT_ACCOUNT);
    List.copyOf(open).forEach(emitter -> emitter.fail(new Refusal(AuthError.LOGIN_FAILED)));
    late.awaitFailure(Duration.ofSeconds(10));

    assertThat(first).allMatch(asked -> isRefused(asked, AuthError.LOGIN_FAILED));
    assertThat(isRefused(late, AuthError.LOGIN_FAILED)).isTrue();
    assertThat(open).hasSize(FREE_AT_ACCOUNT);
  }

  @Test
  void whoWaitsTooLongIsToldToComeBack() {
    List<UniEmitter<? super String>> open = new ArrayList<>();
    for (int i = 0; i < FREE_AT_ACCOUNT; i++) {
      begin(open);
    }
    UniAssertSubscriber<String> late = begin(open).awaitFailure(Duration.ofSeconds(10));
    assertThat(isRefused(late, AuthError.OVERLOADED)).isTrue();
    assertThat(counted("busy")).isOne();
  }

  private UniAssertSubscriber<String> begin(List<UniEmitter<? super String>> open) {
    return begin("anna", open);
  }

  private UniAssertSubscriber<String> begin(
      String username, List<UniEmitter<? super String>> open) {
    return guard(
            attempt(username, "192.0.2." + open.size(), NO_DEVICE),
            () -> Uni.createFrom().<String>emitter(open::add))
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create());
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  private static boolean isRefused(UniAssertSubscriber<String> asked, AuthError error) {
    return asked.getFailure() instanceof Refusal refusal && refusal.error() == error;
  }
}
