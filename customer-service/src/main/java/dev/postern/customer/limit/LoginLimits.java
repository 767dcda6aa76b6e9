package dev.postern.customer.limit;

import dev.postern.common.auth.ClientAddress;
import dev.postern.common.guard.CurrentCall;
import dev.postern.customer.account.Customer;
import dev.postern.customer.account.Username;
import dev.postern.customer.limit.Admission.Admitted;
import dev.postern.customer.limit.Admission.Busy;
import dev.postern.customer.limit.Admission.Locked;
import dev.postern.customer.limit.Counters.Counter;
import dev.postern.customer.limit.Counters.Reply;
import dev.postern.customer.limit.Counters.Reservation;
import dev.postern.customer.limit.DeviceCookies.Device;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Admits a login as often as the limits allow, whatever the endpoint and whether or not the account
 * exists. Fails if the counters do.
 *
 * <p>A login from an unknown device is limited by its address, then by the account. A login from a
 * known device is limited by that device, then by all known devices of the account together. So
 * strangers cannot lock out a known device.
 */
@Singleton
public class LoginLimits {

  /** Half of all logins, so that one account under attack leaves room for the others. */
  static final int MAX_WAITING = LoginBulkhead.MAX_IN_PROGRESS / 2;

  /** Together with the longest wait for a password thread and the work itself, below 2 s. */
  private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

  private static final Duration POLL = Duration.ofMillis(100);

  /**
   * A login to be admitted.
   *
   * @param found the customer of that username, if there is one
   * @param device the known device of that customer, if the login comes from one
   */
  public record Attempt(
      Optional<Username> username, Optional<Customer> found, Optional<Device> device) {}

  /** One counter, the reason if it refuses, and its settlement after a success. */
  private record Limit(Counter counter, LockReason reason, Settlement onSuccess) {}

  private final Counters counters;
  private final CounterKeys keys;
  private final LockoutPolicy accountPolicy;
  private final LockoutPolicy devicesPolicy;
  private final LockoutPolicy addressPolicy;
  private final LimitMetrics metrics;
  private final CurrentCall currentCall;
  private final AtomicInteger waiting = new AtomicInteger();

  LoginLimits(
      LoginConfig config,
      Counters counters,
      CounterKeys keys,
      LimitMetrics metrics,
      CurrentCall currentCall) {
    this.counters = counters;
    this.keys = keys;
    this.metrics = metrics;
    this.currentCall = currentCall;
    this.accountPolicy = LockoutPolicy.of(config.account());
    this.devicesPolicy = LockoutPolicy.of(config.devices());
    this.addressPolicy = LockoutPolicy.of(config.address());
  }

  /**
   * Reserves the attempt at its two counters.
   *
   * @param client the address that the login comes from
   */
  public Uni<Admission> admit(Attempt attempt, ClientAddress client) {
    return attempt
        .device()
        .map(device -> reserve(device(device), allDevices(device)))
        .orElseGet(() -> reserve(address(client), account(attempt.username())))
        .invoke(metrics::count);
  }

  private Uni<Admission> reserve(Limit outer, Limit inner) {
    return reserve(outer)
        .flatMap(
            admission ->
                switch (admission) {
                  case Admitted(Permit permit) -> reserveInner(inner, permit);
                  case Locked locked -> Uni.createFrom().item(locked);
                  case Busy busy -> Uni.createFrom().item(busy);
                });
  }

  /**
   * The inner counter only counts attempts that the outer one admits, so that one device cannot
   * lock out another one. An attempt at a locked account counts as a failure of the address.
   */
  private Uni<Admission> reserveInner(Limit inner, Permit outer) {
    return Uni.createFrom()
        .deferred(() -> reserve(inner))
        .onFailure()
        .call(() -> outer.settle(Settlement.RELEASED))
        .flatMap(
            admission ->
                switch (admission) {
                  case Admitted(Permit permit) ->
                      Uni.createFrom().item(new Admitted(both(permit, outer)));
                  case Locked locked -> outer.settle(Settlement.FAILED).replaceWith(locked);
                  case Busy busy -> outer.settle(Settlement.RELEASED).replaceWith(busy);
                });
  }

  private static Permit both(Permit inner, Permit outer) {
    return settlement -> inner.settle(settlement).chain(() -> outer.settle(settlement));
  }

  private Uni<Admission> reserve(Limit limit) {
    Executor context = currentCall.context();
    return counters
        .reserve(limit.counter())
        .flatMap(reply -> waitWhileFull(limit.counter(), reply))
        .emitOn(context)
        .map(
            reply ->
                switch (reply) {
                  case Reply.Reserved(Reservation reservation) ->
                      new Admitted(permit(limit, reservation, context));
                  case Reply.Full full -> new Busy();
                  case Reply.Delayed(Duration left) -> new Locked(limit.reason(), left);
                });
  }

  private static Permit permit(Limit limit, Reservation reservation, Executor context) {
    return settlement ->
        reservation
            .settle(settlement == Settlement.SUCCEEDED ? limit.onSuccess() : settlement)
            .onFailure()
            .recoverWithNull()
            .emitOn(context);
  }

  /** Tries again for a while if other attempts at the same counter are being compared. */
  private Uni<Reply> waitWhileFull(Counter counter, Reply first) {
    if (!(first instanceof Reply.Full)) {
      return Uni.createFrom().item(first);
    }
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      return Uni.createFrom().item(first);
    }
    long since = System.nanoTime();
    return Uni.createFrom()
        .deferred(() -> counters.reserve(counter))
        .repeat()
        .withDelay(POLL)
        .whilst(
            reply ->
                reply instanceof Reply.Full && System.nanoTime() - since < LONGEST_WAIT.toNanos())
        .select()
        .last()
        .toUni()
        .onTermination()
        .invoke(waiting::decrementAndGet);
  }

  private Limit account(Optional<Username> username) {
    return new Limit(
        new Counter(keys.account(username), accountPolicy),
        LockReason.ACCOUNT_LOCKED,
        Settlement.SUCCEEDED);
  }

  private Limit device(Device device) {
    return new Limit(
        new Counter(keys.device(device.id()), accountPolicy),
        LockReason.DEVICE_LOCKED,
        Settlement.SUCCEEDED);
  }

  /**
   * Only time resets it: otherwise each login of the owner would give new guesses to an attacker
   * who has collected device cookies.
   */
  private Limit allDevices(Device device) {
    return new Limit(
        new Counter(keys.devices(device.customer()), devicesPolicy),
        LockReason.DEVICES_LOCKED,
        Settlement.RELEASED);
  }

  /** Only time resets it: an attacker may have an account, too. */
  private Limit address(ClientAddress client) {
    return new Limit(
        new Counter(keys.address(client), addressPolicy),
        LockReason.ADDRESS_LOCKED,
        Settlement.RELEASED);
  }
}
