package dev.postern.customer.limit;

import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.Call;
import dev.postern.common.guard.CurrentCall;
import dev.postern.common.refusal.Refusal;
import dev.postern.customer.account.Customer;
import dev.postern.customer.account.Username;
import dev.postern.customer.limit.Counters.Admission;
import dev.postern.customer.limit.Counters.Counter;
import dev.postern.customer.limit.Counters.Reservation;
import dev.postern.customer.limit.Counters.Settlement;
import dev.postern.customer.limit.DeviceCookies.Device;
import dev.postern.customer.limit.Refusals.Reason;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Lets a password be looked at as often as the limits allow, and no oftener, whatever the way it
 * came and whether or not the account exists.
 *
 * <p>Refuses by {@link Refusal}: a locked account or device like a wrong password, an address with
 * {@link AuthError#TOO_MANY_LOGINS}, and with {@link AuthError#OVERLOADED} whoever waits too long
 * behind other attempts at the same account, or finds too many waiting.
 */
@Singleton
public class LoginLimits {
  /**
   * Logins under way in this process: about as many as its password threads are done with while
   * somebody still waits for the answer. Further ones are turned away before they cost anything.
   */
  static final int MAX_UNDER_WAY = 48;

  /** Half of them, so that one account under attack leaves room for the others. */
  static final int MAX_WAITING = MAX_UNDER_WAY / 2;

  /** With the longest wait for a password thread, and the work itself, less than two seconds. */
  private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

  private static final Duration POLL = Duration.ofMillis(100);

  /**
   * Somebody wants to log in.
   *
   * @param found who has that name, if anybody does
   * @param device the known device of theirs it comes from
   */
  public record Attempt(
      Optional<Username> username, Optional<Customer> found, Optional<Device> device) {}

  /** One counter, and what it means. */
  private record Limit(Counter counter, Reason whenLocked, Settlement onSuccess) {}

  private final Counters counters;
  private final CounterKeys names;
  private final LockoutPolicy accountRule;
  private final LockoutPolicy devicesRule;
  private final LockoutPolicy addressRule;
  private final Refusals refusals;
  private final CurrentCall currentCall;
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();

  LoginLimits(
      LoginConfig config,
      Counters counters,
      CounterKeys names,
      Refusals refusals,
      CurrentCall currentCall) {
    this.counters = counters;
    this.names = names;
    this.refusals = refusals;
    this.currentCall = currentCall;
    LoginConfig.Account account = config.account();
    this.accountRule =
        new LockoutPolicy(
            account.freeFailures(),
            account.firstDelay(),
            account.longestDelay(),
            account.forgottenAfter());
    LoginConfig.Devices devices = config.devices();
    this.devicesRule =
        new LockoutPolicy(
            devices.freeFailures(),
            devices.firstDelay(),
            devices.longestDelay(),
            devices.forgottenAfter());
    LoginConfig.Address address = config.address();
    this.addressRule =
        new LockoutPolicy(
            address.freeFailures(),
            address.firstDelay(),
            address.longestDelay(),
            address.forgottenAfter());
  }

  /**
   * Reads who wants to log in, and has them recognised, if the limits allow; counts it as failed if
   * that fails with {@link AuthError#LOGIN_FAILED}, and not at all if it fails otherwise.
   *
   * <p>What was begun is ended and counted, though the caller has hung up: the password is looked
   * at all the same.
   */
  public <T> Uni<T> guard(
      Call call, Supplier<Uni<Attempt>> reading, Function<Attempt, Uni<T>> recognition) {
    return Uni.createFrom()
        .<T>deferred(
            () -> bounded(call, () -> reading.get().flatMap(it -> limited(call, it, recognition))))
        .memoize()
        .indefinitely();
  }

  private <T> Uni<T> bounded(Call call, Supplier<Uni<T>> login) {
    if (underWay.incrementAndGet() > MAX_UNDER_WAY) {
      underWay.decrementAndGet();
      return Uni.createFrom().failure(refusals.busy(call));
    }
    return Uni.createFrom()
        .<T>deferred(() -> login.get())
        .onTermination()
        .invoke(underWay::decrementAndGet);
  }

  private <T> Uni<T> limited(Call call, Attempt attempt, Function<Attempt, Uni<T>> recognition) {
    Supplier<Uni<T>> recognised = () -> recognition.apply(attempt);
    return attempt
        .device()
        .map(device -> known(call, device, recognised))
        .orElseGet(() -> strangers(call, attempt.username(), recognised));
  }

  /** Only what its own device may try is counted for all, so that one locks no other out. */
  private <T> Uni<T> known(Call call, Device device, Supplier<Uni<T>> recognition) {
    return within(device(device), call, () -> within(allDevices(device), call, recognition));
  }

  /** A locked account is a failure of the address. */
  private <T> Uni<T> strangers(
      Call call, Optional<Username> username, Supplier<Uni<T>> recognition) {
    return within(
        address(call.client().toString()),
        call,
        () -> within(account(username), call, recognition));
  }

  private <T> Uni<T> within(Limit limit, Call call, Supplier<Uni<T>> recognition) {
    Executor context = currentCall.context();
    return counters
        .reserve(limit.counter())
        .flatMap(first -> patiently(limit.counter(), first))
        .emitOn(context)
        .flatMap(
            admission ->
                switch (admission) {
                  case Admission.Admitted(Reservation reservation) ->
                      settled(limit, reservation, recognition).emitOn(context);
                  case Admission.Busy busy -> Uni.createFrom().failure(refusals.busy(call));
                  case Admission.Locked(Duration left) ->
                      Uni.createFrom().failure(refusals.locked(call, limit.whenLocked(), left));
                });
  }

  /** Who comes while others are being decided asks again for a while. */
  private Uni<Admission> patiently(Counter counter, Admission first) {
    if (!(first instanceof Admission.Busy)) {
      return Uni.createFrom().item(first);
    }
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      return Uni.createFrom().item(first);
    }
    long begun = System.nanoTime();
    return Uni.createFrom()
        .deferred(() -> counters.reserve(counter))
        .repeat()
        .withDelay(POLL)
        .whilst(
            admission ->
                admission instanceof Admission.Busy
                    && System.nanoTime() - begun < LONGEST_WAIT.toNanos())
        .select()
        .last()
        .toUni()
        .onTermination()
        .invoke(waiting::decrementAndGet);
  }

  private static <T> Uni<T> settled(
      Limit limit, Reservation reservation, Supplier<Uni<T>> recognition) {
    return Uni.createFrom()
        .<T>deferred(() -> recognition.get())
        .onItem()
        .call(recognised -> settle(reservation, limit.onSuccess()))
        .onFailure()
        .call(failure -> settle(reservation, settlementOf(failure)));
  }

  /** A reservation that cannot be settled is void after a while by itself. */
  private static Uni<Void> settle(Reservation reservation, Settlement settlement) {
    return reservation.settle(settlement).onFailure().recoverWithNull();
  }

  private static Settlement settlementOf(Throwable failure) {
    return failure instanceof Refusal refusal && refusal.error() == AuthError.LOGIN_FAILED
        ? Settlement.FAILED
        : Settlement.RELEASED;
  }

  private Limit account(Optional<Username> username) {
    return new Limit(
        new Counter(names.account(username), accountRule),
        Reason.ACCOUNT_LOCKED,
        Settlement.SUCCEEDED);
  }

  private Limit device(Device device) {
    return new Limit(
        new Counter(names.device(device.id()), accountRule),
        Reason.DEVICE_LOCKED,
        Settlement.SUCCEEDED);
  }

  /**
   * Forgiven by time alone: the owner's own logins give whoever collects cookies no new guesses.
   */
  private Limit allDevices(Device device) {
    return new Limit(
        new Counter(names.devices(device.customer()), devicesRule),
        Reason.DEVICES_LOCKED,
        Settlement.RELEASED);
  }

  /** Forgiven by time alone: an attacker may have an account, too. */
  private Limit address(String peer) {
    return new Limit(
        new Counter(names.address(peer), addressRule), Reason.ADDRESS_LOCKED, Settlement.RELEASED);
  }
}
