package dev.postern.customer.login;

import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.Call;
import dev.postern.common.auth.Decision;
import dev.postern.common.auth.DecisionLog;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.secret.Secret;
import dev.postern.customer.account.Customer;
import dev.postern.customer.account.Customers;
import dev.postern.customer.account.Username;
import dev.postern.customer.limit.CounterKeys;
import dev.postern.customer.limit.DeviceCookies;
import dev.postern.customer.limit.LoginLimits;
import dev.postern.customer.limit.LoginLimits.Attempt;
import dev.postern.customer.password.Decoys;
import dev.postern.customer.password.PasswordHash;
import dev.postern.customer.password.PasswordPool;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Recognises a customer by username and password, audited if it is not them.
 *
 * <p>Unknown, wrong, empty and disabled take one path: one read, one comparison, with a decoy if
 * there is no such customer ({@link Decoys}). How often is {@link LoginLimits}' business. Refuses
 * by {@link Refusal}; fails if the database does.
 */
@Singleton
class PasswordAuthenticator {

  /**
   * What somebody says of themselves.
   *
   * @param device the cookie by which their browser may be known
   */
  record Claim(Optional<Username> username, Secret password, Optional<Secret> device) {}

  /**
   * The customer.
   *
   * @param onKnownDevice whether they have logged in there before
   */
  record Recognised(Customer customer, boolean onKnownDevice) {}

  private final LoginLimits limits;
  private final DeviceCookies devices;
  private final Customers customers;
  private final CounterKeys names;
  private final Decoys decoys;
  private final PasswordPool passwords;
  private final UniformFailureDelay failureBeat;
  private final DecisionLog audit;

  PasswordAuthenticator(
      LoginLimits limits,
      DeviceCookies devices,
      Customers customers,
      CounterKeys names,
      Decoys decoys,
      PasswordPool passwords,
      UniformFailureDelay failureBeat,
      DecisionLog audit) {
    this.limits = limits;
    this.devices = devices;
    this.customers = customers;
    this.names = names;
    this.decoys = decoys;
    this.passwords = passwords;
    this.failureBeat = failureBeat;
    this.audit = audit;
  }

  /** Refuses whom it does not recognise, and whom the limits do not let try. */
  Uni<Recognised> recognise(Claim claim, Call call) {
    return limits.guard(
        call, () -> read(claim), attempt -> compare(attempt, claim.password(), call));
  }

  private Uni<Attempt> read(Claim claim) {
    return customers
        .find(claim.username())
        .map(
            found -> new Attempt(claim.username(), found, devices.deviceOf(found, claim.device())));
  }

  private Uni<Recognised> compare(Attempt attempt, Secret password, Call call) {
    PasswordHash decoy = decoys.of(names.decoySeed(attempt.username()));
    PasswordHash stored =
        attempt.found().flatMap(c -> PasswordHash.parse(c.passwordHash().reveal())).orElse(decoy);
    return passwords
        .compare(stored, password)
        .invoke(comparison -> failureBeat.allowFor(comparison.took()))
        .map(comparison -> decide(attempt.found(), comparison.matches(), call))
        .map(customer -> new Recognised(customer, attempt.device().isPresent()));
  }

  private Customer decide(Optional<Customer> found, boolean matches, Call call) {
    Optional<Customer> recognised =
        found.filter(customer -> matches && customer.status().mayLogIn());
    if (recognised.isEmpty()) {
      audit.record(call, new Decision.Refused(AuthError.LOGIN_FAILED, failure(found, matches)));
      throw new Refusal(AuthError.LOGIN_FAILED);
    }
    return recognised.get();
  }

  /**
   * For the audit line only. The username is not repeated: it may be a password in the wrong box.
   */
  private static String failure(Optional<Customer> found, boolean matches) {
    return found
        .map(c -> (matches ? "disabled: " : "wrong password: ") + c.customerId())
        .orElse("unknown username");
  }
}
