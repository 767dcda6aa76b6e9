package dev.postern.customer.login;

import dev.postern.common.auth.ClientAddress;
import dev.postern.common.secret.Secret;
import dev.postern.customer.account.Customer;
import dev.postern.customer.account.CustomerFinder;
import dev.postern.customer.account.Username;
import dev.postern.customer.limit.Admission;
import dev.postern.customer.limit.CounterKeys;
import dev.postern.customer.limit.DeviceCookies;
import dev.postern.customer.limit.LoginBulkhead;
import dev.postern.customer.limit.LoginLimits;
import dev.postern.customer.limit.LoginLimits.Attempt;
import dev.postern.customer.limit.Permit;
import dev.postern.customer.limit.Settlement;
import dev.postern.customer.login.Authentication.Authenticated;
import dev.postern.customer.login.Authentication.Denied;
import dev.postern.customer.password.Decoys;
import dev.postern.customer.password.PasswordComparer;
import dev.postern.customer.password.PasswordHash;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Authenticates a customer by username and password: read, admit, compare, settle.
 *
 * <p>An unknown username, a wrong or empty password and a disabled customer take the same path: one
 * read and one comparison, with a decoy if there is no such customer ({@link Decoys}). Fails if the
 * database or the counters do, and refuses with {@code OVERLOADED} if no password thread is free.
 */
@Singleton
class PasswordAuthenticator {

  /**
   * The credentials of a login.
   *
   * @param username none if no username can have the form that was sent
   * @param device the device cookie, as sent
   */
  record Claim(Optional<Username> username, Secret password, Optional<Secret> device) {}

  private final LoginBulkhead bulkhead;
  private final LoginLimits limits;
  private final DeviceCookies devices;
  private final CustomerFinder customers;
  private final CounterKeys keys;
  private final Decoys decoys;
  private final PasswordComparer passwords;
  private final UniformFailureDelay failureDelay;

  PasswordAuthenticator(
      LoginBulkhead bulkhead,
      LoginLimits limits,
      DeviceCookies devices,
      CustomerFinder customers,
      CounterKeys keys,
      Decoys decoys,
      PasswordComparer passwords,
      UniformFailureDelay failureDelay) {
    this.bulkhead = bulkhead;
    this.limits = limits;
    this.devices = devices;
    this.customers = customers;
    this.keys = keys;
    this.decoys = decoys;
    this.passwords = passwords;
    this.failureDelay = failureDelay;
  }

  /**
   * Authenticates the customer. Runs to its end even if the caller cancels.
   *
   * @param client the address that the login comes from
   * @param log takes the outcome, also if the caller has cancelled
   */
  Uni<Authentication> authenticate(
      Claim claim, ClientAddress client, Consumer<Authentication> log) {
    return bulkhead.run(
        () ->
            read(claim)
                .flatMap(attempt -> authenticate(attempt, claim.password(), client))
                .invoke(log),
        () -> {
          Denied busy = Denied.busy();
          log.accept(busy);
          return busy;
        });
  }

  private Uni<Attempt> read(Claim claim) {
    return customers
        .find(claim.username())
        .map(
            found -> new Attempt(claim.username(), found, devices.deviceOf(found, claim.device())));
  }

  private Uni<Authentication> authenticate(Attempt attempt, Secret password, ClientAddress client) {
    return limits
        .admit(attempt, client)
        .flatMap(
            admission ->
                switch (admission) {
                  case Admission.Admitted(Permit permit) ->
                      settle(permit, Uni.createFrom().deferred(() -> compare(attempt, password)));
                  case Admission.Locked locked -> Uni.createFrom().item(Denied.locked(locked));
                  case Admission.Busy busy -> Uni.createFrom().item(Denied.busy());
                });
  }

  private Uni<Authentication> compare(Attempt attempt, Secret password) {
    PasswordHash decoy = decoys.of(keys.decoySeed(attempt.username()));
    PasswordHash stored =
        attempt.found().flatMap(c -> PasswordHash.parse(c.passwordHash().reveal())).orElse(decoy);
    return passwords
        .compare(stored, password)
        .invoke(comparison -> failureDelay.allowFor(comparison.took()))
        .map(comparison -> decide(attempt, comparison.matches()));
  }

  /** Counts an outage or overload neither as a failure nor as a success. */
  private static Uni<Authentication> settle(Permit permit, Uni<Authentication> comparison) {
    return comparison
        .onItem()
        .call(outcome -> permit.settle(settlementOf(outcome)))
        .onFailure()
        .call(() -> permit.settle(Settlement.RELEASED));
  }

  private static Settlement settlementOf(Authentication outcome) {
    return switch (outcome) {
      case Authenticated authenticated -> Settlement.SUCCEEDED;
      case Denied denied -> Settlement.FAILED;
    };
  }

  private static Authentication decide(Attempt attempt, boolean matches) {
    return attempt
        .found()
        .filter(customer -> matches && customer.status().mayLogIn())
        .<Authentication>map(customer -> new Authenticated(customer, attempt.device().isPresent()))
        .orElseGet(() -> Denied.failed(failure(attempt.found(), matches)));
  }

  /** Does not repeat the username: it may be a password in the wrong field. */
  private static String failure(Optional<Customer> found, boolean matches) {
    return found
        .map(c -> (matches ? "disabled: " : "wrong password: ") + c.customerId())
        .orElse("unknown username");
  }
}
