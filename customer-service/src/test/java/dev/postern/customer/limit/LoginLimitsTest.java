package dev.postern.customer.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.common.audit.AuditEvent;
import dev.postern.common.auth.AuthError;
import dev.postern.common.transport.CurrentCall;
import dev.postern.common.transport.Refusal;
import dev.postern.customer.account.Username;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LoginLimitsTest {
  private static final int FREE_AT_ACCOUNT = 3;
  private static final int FREE_AT_ADDRESS = 5;
  private static final Optional<String> NO_DEVICE = Optional.empty();

  private final List<AuditEvent> audit = new ArrayList<>();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final AtomicInteger looked = new AtomicInteger();
  private final LoginLimits limits =
      new LoginLimits(
          TestLoginConfig.of(FREE_AT_ACCOUNT, FREE_AT_ADDRESS),
          new LocalCounters(new TestClock()),
          new Refusals(audit::add, metrics),
          new CurrentCall(InstantSource.system()));

  private static Attempt attempt(String username, String peer, Optional<String> device) {
    AuditEvent.Call call = new AuditEvent.Call("REST", "test", "trace", peer);
    return new Attempt(call, Username.parse(username), device);
  }

  private Refusal refused(Attempt attempt, AuthError outcome) {
    UniAssertSubscriber<Object> asked =
        limits
            .guard(
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

  private void fail(Attempt attempt) {
    assertThat(refused(attempt, AuthError.LOGIN_FAILED).error()).isEqualTo(AuthError.LOGIN_FAILED);
  }

  private void succeed(Attempt attempt) {
    limits
        .guard(attempt, () -> Uni.createFrom().item("anna"))
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
    Attempt anna = attempt("anna", "192.0.2.1", NO_DEVICE);
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
    succeed(attempt("anna", "192.0.2.1", Optional.of("device")));
  }

  @Test
  void aKnownDeviceHasALimitOfItsOwn() {
    for (int i = 0; i < FREE_AT_ACCOUNT + 1; i++) {
      fail(attempt("anna", "192.0.2.1", Optional.of("device")));
    }
    assertThat(looked).hasValue(FREE_AT_ACCOUNT);
    assertThat(counted("device_locked")).isOne();
    succeed(attempt("anna", "192.0.2.1", Optional.of("another device")));
    succeed(attempt("anna", "192.0.2.1", NO_DEVICE));
  }

  @Test
  void outagesAndOverloadAreNoFailures() {
    for (int i = 0; i < FREE_AT_ADDRESS + 1; i++) {
      Attempt anna = attempt("anna", "192.0.2.1", NO_DEVICE);
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
    return limits
        .guard(
            attempt("anna", "192.0.2." + open.size(), NO_DEVICE),
            () -> Uni.createFrom().<String>emitter(open::add))
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create());
  }

  private static boolean isRefused(UniAssertSubscriber<String> asked, AuthError error) {
    return asked.getFailure() instanceof Refusal refusal && refusal.error() == error;
  }
}
