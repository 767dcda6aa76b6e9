package dev.postern.customer.limit;

import static dev.postern.customer.limit.TestLimits.FREE_AT_ACCOUNT;
import static dev.postern.customer.limit.TestLimits.FREE_AT_ADDRESS;
import static dev.postern.customer.limit.TestLimits.FREE_AT_DEVICES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.common.auth.ClientAddress;
import dev.postern.customer.account.Username;
import dev.postern.customer.limit.Admission.Admitted;
import dev.postern.customer.limit.Admission.Busy;
import dev.postern.customer.limit.Admission.Locked;
import dev.postern.customer.limit.Counters.Counter;
import dev.postern.customer.limit.Counters.Reply;
import dev.postern.customer.limit.DeviceCookies.Device;
import dev.postern.customer.limit.LoginLimits.Attempt;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LoginLimitsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final UUID ANNAS_ID = UUID.randomUUID();
  private static final Optional<Device> NO_DEVICE = Optional.empty();

  private final TestLimits test = new TestLimits();
  private int compared;

  /** An attempt, and the address that it comes from. */
  private record From(String peer, Attempt attempt) {}

  private static From attempt(String username, String peer, Optional<Device> device) {
    return new From(peer, new Attempt(Username.parse(username), Optional.empty(), device));
  }

  private static Optional<Device> device(String id) {
    return Optional.of(new Device(id, ANNAS_ID));
  }

  private Admission admit(From from) {
    return test.limits().admit(from.attempt(), client(from.peer())).await().atMost(PATIENCE);
  }

  private void settle(Admission admission, Settlement settlement) {
    assertThat(admission).isInstanceOf(Admitted.class);
    ((Admitted) admission).permit().settle(settlement).await().atMost(PATIENCE);
  }

  /** Fails like a wrong password, whether the password is compared or not. */
  private void fail(From from) {
    switch (admit(from)) {
      case Admitted admitted -> {
        compared++;
        settle(admitted, Settlement.FAILED);
      }
      case Locked(LockReason reason, Duration left) ->
          assertThat(reason).isNotEqualTo(LockReason.ADDRESS_LOCKED);
      case Busy busy -> throw new AssertionError("busy");
    }
  }

  private void succeed(From from) {
    settle(admit(from), Settlement.SUCCEEDED);
  }

  private static LockReason reasonOf(Admission admission) {
    assertThat(admission).isInstanceOf(Locked.class);
    return ((Locked) admission).reason();
  }

  @Test
  void threat30DoesNotAdmitToLockedAccountFromAnyAddress() {
    for (int i = 0; i < FREE_AT_ACCOUNT + 2; i++) {
      fail(attempt("anna", "192.0.2." + i, NO_DEVICE));
    }
    assertThat(compared).isEqualTo(FREE_AT_ACCOUNT);
    assertThat(test.refused("account_locked")).isEqualTo(2);
    assertThat(reasonOf(admit(attempt("anna", "192.0.2.99", NO_DEVICE))))
        .isEqualTo(LockReason.ACCOUNT_LOCKED);
  }

  @Test
  void threat30LimitsAddressOverAllAccountsAlike() {
    for (int i = 0; i < FREE_AT_ADDRESS; i++) {
      fail(attempt("name" + i, "192.0.2.1", NO_DEVICE));
    }
    for (String name : List.of("name0", "anna", "\u0000")) {
      assertThat(admit(attempt(name, "192.0.2.1", NO_DEVICE)))
          .isEqualTo(new Locked(LockReason.ADDRESS_LOCKED, Duration.ofSeconds(30)));
    }
    assertThat(compared).isEqualTo(FREE_AT_ADDRESS);
    succeed(attempt("anna", "192.0.2.2", NO_DEVICE));
  }

  @Test
  void countsAttemptsAtLockedAccountAsFailuresOfTheAddress() {
    for (int i = 0; i < FREE_AT_ADDRESS; i++) {
      fail(attempt("anna", "192.0.2.1", NO_DEVICE));
    }
    assertThat(compared).isEqualTo(FREE_AT_ACCOUNT);
    assertThat(reasonOf(admit(attempt("berta", "192.0.2.1", NO_DEVICE))))
        .isEqualTo(LockReason.ADDRESS_LOCKED);
  }

  @Test
  void successDoesNotResetTheAddress() {
    for (int i = 0; i < FREE_AT_ADDRESS; i++) {
      fail(attempt("name" + i, "192.0.2.1", NO_DEVICE));
      if (i < FREE_AT_ADDRESS - 1) {
        succeed(attempt("mallory", "192.0.2.1", NO_DEVICE));
      }
    }
    assertThat(reasonOf(admit(attempt("mallory", "192.0.2.1", NO_DEVICE))))
        .isEqualTo(LockReason.ADDRESS_LOCKED);
  }

  @Test
  void successResetsTheAccount() {
    for (int i = 0; i < 4; i++) {
      fail(attempt("anna", "192.0.2." + i, NO_DEVICE));
      succeed(attempt("anna", "192.0.2." + i, NO_DEVICE));
    }
    assertThat(test.refused("account_locked")).isZero();
  }

  @Test
  void threat30StrangersCannotLockOutKnownDevice() {
    for (int i = 0; i < FREE_AT_ADDRESS; i++) {
      fail(attempt("anna", "192.0.2.1", NO_DEVICE));
    }
    succeed(attempt("anna", "192.0.2.1", device("device")));
  }

  @Test
  void limitsKnownDeviceByItself() {
    for (int i = 0; i < FREE_AT_ACCOUNT + 1; i++) {
      fail(attempt("anna", "192.0.2.1", device("device")));
    }
    assertThat(compared).isEqualTo(FREE_AT_ACCOUNT);
    assertThat(test.refused("device_locked")).isOne();
    succeed(attempt("anna", "192.0.2.1", device("another device")));
    succeed(attempt("anna", "192.0.2.1", NO_DEVICE));
  }

  @Test
  void threat30LimitsAllDevicesOfAnAccountTogether() {
    for (int i = 0; i < FREE_AT_DEVICES + 1; i++) {
      fail(attempt("anna", "192.0.2.1", device("device " + i)));
    }
    assertThat(compared).isEqualTo(FREE_AT_DEVICES);
    assertThat(test.refused("devices_locked")).isOne();
    succeed(attempt("anna", "192.0.2.1", NO_DEVICE));
    succeed(attempt("berta", "192.0.2.1", Optional.of(new Device("device 0", UUID.randomUUID()))));
  }

  @Test
  void loginsOfTheOwnerGiveOtherDevicesNoNewGuesses() {
    for (int i = 0; i < FREE_AT_DEVICES; i++) {
      succeed(attempt("anna", "192.0.2.1", device("hers")));
      fail(attempt("anna", "192.0.2.1", device("device " + i)));
    }
    fail(attempt("anna", "192.0.2.1", device("another")));
    assertThat(compared).isEqualTo(FREE_AT_DEVICES);
  }

  @Test
  void lockedDeviceDoesNotCountAgainstOtherDevices() {
    for (int i = 0; i < FREE_AT_DEVICES * 2; i++) {
      fail(attempt("anna", "192.0.2.1", device("device")));
    }
    assertThat(compared).isEqualTo(FREE_AT_ACCOUNT);
    succeed(attempt("anna", "192.0.2.1", device("another device")));
  }

  @Test
  void releasedAttemptsAreNotCounted() {
    From anna = attempt("anna", "192.0.2.1", NO_DEVICE);
    for (int i = 0; i < FREE_AT_ADDRESS + 1; i++) {
      settle(admit(anna), Settlement.RELEASED);
    }
    succeed(anna);
  }

  @Test
  void limitsImpossibleUsernameLikeAnyOther() {
    for (int i = 0; i < FREE_AT_ACCOUNT + 1; i++) {
      fail(attempt("\u0000", "192.0.2." + i, NO_DEVICE));
    }
    assertThat(compared).isEqualTo(FREE_AT_ACCOUNT);
  }

  @Test
  void isBusyWhileAllFreeAttemptsAreBeingCompared() {
    List<Admission> held = new ArrayList<>();
    for (int i = 0; i < FREE_AT_ACCOUNT; i++) {
      held.add(admit(attempt("anna", "192.0.2." + i, NO_DEVICE)));
    }
    assertThat(admit(attempt("anna", "192.0.2.99", NO_DEVICE))).isInstanceOf(Busy.class);
    assertThat(test.refused("busy")).isOne();

    held.forEach(admission -> settle(admission, Settlement.RELEASED));
    succeed(attempt("anna", "192.0.2.99", NO_DEVICE));
  }

  @Test
  void releasesTheAddressWhenTheAccountIsBusy() {
    for (int i = 0; i < FREE_AT_ACCOUNT; i++) {
      admit(attempt("anna", "192.0.2." + i, NO_DEVICE));
    }
    for (int i = 0; i < FREE_AT_ADDRESS + 1; i++) {
      assertThat(admit(attempt("anna", "192.0.2.99", NO_DEVICE))).isInstanceOf(Busy.class);
    }
    succeed(attempt("berta", "192.0.2.99", NO_DEVICE));
  }

  @Test
  void releasesTheOuterCounterWhenTheInnerOneFails() {
    LocalCounters working = new LocalCounters(new TestClock());
    LoginLimits limits = test.limits(counter -> reserve(working, counter));
    Attempt anna = attempt("anna", "192.0.2.1", NO_DEVICE).attempt();
    for (int i = 0; i < FREE_AT_ADDRESS + 1; i++) {
      assertThatThrownBy(() -> limits.admit(anna, client("192.0.2.1")).await().atMost(PATIENCE))
          .hasRootCauseInstanceOf(IOException.class);
    }
  }

  private static Uni<Reply> reserve(Counters working, Counter counter) {
    return counter.key().contains(":account:")
        ? Uni.createFrom().failure(new IOException("away"))
        : working.reserve(counter);
  }

  @Test
  void settlesThoughTheCountersFail() {
    LoginLimits limits =
        test.limits(
            counter ->
                Uni.createFrom()
                    .item(
                        new Reply.Reserved(
                            settlement -> Uni.createFrom().failure(new IOException("away")))));
    Admission admission =
        limits
            .admit(attempt("anna", "192.0.2.1", NO_DEVICE).attempt(), client("192.0.2.1"))
            .await()
            .atMost(PATIENCE);
    settle(admission, Settlement.FAILED);
  }

  private static ClientAddress client(String literal) {
    return ClientAddress.parse(literal).orElseThrow();
  }
}
