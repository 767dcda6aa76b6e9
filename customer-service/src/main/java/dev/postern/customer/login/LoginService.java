package dev.postern.customer.login;

import dev.postern.common.audit.AuditEvent;
import dev.postern.common.audit.AuditLog;
import dev.postern.common.auth.AuthError;
import dev.postern.common.secret.Secret;
import dev.postern.common.session.CustomerSession;
import dev.postern.common.transport.CurrentCall;
import dev.postern.common.transport.Refusal;
import dev.postern.customer.account.CompletedLogins;
import dev.postern.customer.account.Customer;
import dev.postern.customer.account.Customers;
import dev.postern.customer.account.Username;
import dev.postern.customer.limit.DeviceCookies;
import dev.postern.customer.limit.LoginLimits;
import dev.postern.customer.password.PasswordHash;
import dev.postern.customer.password.PasswordPool;
import dev.postern.customer.session.Sessions;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Recognises a customer by username and password, and begins their session, audited.
 *
 * <p>Unknown, wrong, empty and disabled take one path: one read, one comparison, and the answer at
 * the same beat ({@link FailureBeat}); locked looks like them. How often is {@link LoginLimits}'
 * business. Refuses by {@link Refusal}; fails if the database or auth-service does.
 */
@Singleton
class LoginService {

  /**
   * What the browser sent along.
   *
   * @param session the cookie of the session that this login replaces
   * @param device by which it may be known
   */
  record Cookies(Optional<Secret> session, Optional<Secret> device) {
    static Cookies device(Optional<Secret> device) {
      return new Cookies(Optional.empty(), device);
    }
  }

  /** A session begun, and the header that lets the browser be known, if it is not yet. */
  record Welcome(Sessions.Begun begun, Optional<Secret> setDeviceCookie) {}

  private final LoginLimits limits;
  private final DeviceCookies devices;
  private final Customers customers;
  private final PasswordPool passwords;
  private final Sessions sessions;
  private final CompletedLogins completedLogins;
  private final FailureBeat failureBeat;
  private final AuditLog audit;
  private final CurrentCall currentCall;
  private final PasswordHash nobodys;

  LoginService(
      LoginLimits limits,
      DeviceCookies devices,
      Customers customers,
      PasswordPool passwords,
      Sessions sessions,
      CompletedLogins completedLogins,
      FailureBeat failureBeat,
      AuditLog audit,
      CurrentCall currentCall) {
    this.limits = limits;
    this.devices = devices;
    this.customers = customers;
    this.passwords = passwords;
    this.sessions = sessions;
    this.completedLogins = completedLogins;
    this.failureBeat = failureBeat;
    this.audit = audit;
    this.currentCall = currentCall;
    this.nobodys = PasswordHash.nobodys();
  }

  /** Refuses whom it does not recognise, and whom the limits do not let try. */
  Uni<Welcome> login(LoginRequest request, Cookies cookies) {
    Optional<String> device = devices.deviceOf(request.username(), cookies.device());
    return enter(request, device, cookies.session())
        .map(begun -> new Welcome(begun, newDevice(request.username(), device)));
  }

  /** Somebody who is logged in, once more by the password: refused, and counted, like a login. */
  Uni<Customer> prove(Optional<Username> username, Secret password, Optional<Secret> deviceCookie) {
    AuditEvent.Call call = currentCall.describe("REST", "LoginService.prove");
    FailureBeat.Arrival arrival = failureBeat.arrival();
    return limits
        .guard(
            new LoginLimits.Attempt(call, username, devices.deviceOf(username, deviceCookie)),
            () -> recognise(username, password, call))
        .onFailure(LoginService::isLoginFailed)
        .call(arrival::untilNextBeat);
  }

  private Uni<Sessions.Begun> enter(
      LoginRequest request, Optional<String> device, Optional<Secret> replaced) {
    AuditEvent.Call call = currentCall.describe("REST", "LoginService.login");
    FailureBeat.Arrival arrival = failureBeat.arrival();
    return limits
        .guard(
            new LoginLimits.Attempt(call, request.username(), device),
            () -> recognise(request.username(), request.password(), call))
        .call(customer -> refreshHash(customer, request.password()))
        .flatMap(customer -> begin(login(customer, request, replaced), request, call))
        .invoke(begun -> audit.record(allowed(call, begun.session())))
        .onFailure(LoginService::isLoginFailed)
        .call(arrival::untilNextBeat);
  }

  private Optional<Secret> newDevice(Optional<Username> username, Optional<String> known) {
    return known.isPresent() ? Optional.empty() : username.map(devices::setCookie);
  }

  private Uni<Customer> recognise(
      Optional<Username> username, Secret password, AuditEvent.Call call) {
    return customers.find(username).flatMap(customer -> compare(customer, password, call));
  }

  private Uni<Customer> compare(Optional<Customer> found, Secret password, AuditEvent.Call call) {
    PasswordHash stored =
        found.flatMap(c -> PasswordHash.parse(c.passwordHash().reveal())).orElse(nobodys);
    return passwords
        .compare(stored, password)
        .invoke(comparison -> failureBeat.allowFor(comparison.took()))
        .map(comparison -> decide(found, comparison.matches(), call));
  }

  private Customer decide(Optional<Customer> found, boolean matches, AuditEvent.Call call) {
    Optional<Customer> recognised =
        found.filter(customer -> matches && customer.status().mayLogIn());
    if (recognised.isEmpty()) {
      audit.record(AuditEvent.refused(call, AuthError.LOGIN_FAILED, failure(found, matches)));
      throw new Refusal(AuthError.LOGIN_FAILED);
    }
    return recognised.get();
  }

  /** A hash of another system, or of weaker parameters, is replaced by one of today's. */
  private Uni<Void> refreshHash(Customer customer, Secret password) {
    boolean current =
        PasswordHash.parse(customer.passwordHash().reveal())
            .filter(PasswordHash::isCurrent)
            .isPresent();
    return current
        ? Uni.createFrom().voidItem()
        : passwords.hash(password).flatMap(fresh -> customers.replacePasswordHash(customer, fresh));
  }

  /** What has ended the customer's logins meanwhile ends this one, too. */
  private Uni<Sessions.Begun> begin(
      Sessions.Login login, LoginRequest request, AuditEvent.Call call) {
    return sessions
        .begin(login)
        .call(
            begun ->
                completedLogins
                    .complete(login.customer(), request.anonymousId())
                    .invoke(isValid -> mustBeValid(isValid, login.customer(), call)));
  }

  private void mustBeValid(boolean isValid, Customer customer, AuditEvent.Call call) {
    if (!isValid) {
      String detail = "ended meanwhile: " + customer.customerId();
      audit.record(AuditEvent.refused(call, AuthError.LOGIN_FAILED, detail));
      throw new Refusal(AuthError.LOGIN_FAILED);
    }
  }

  private static Sessions.Login login(
      Customer customer, LoginRequest request, Optional<Secret> replaced) {
    return new Sessions.Login(customer, request.channel(), request.mode(), replaced);
  }

  private static AuditEvent allowed(AuditEvent.Call call, CustomerSession session) {
    return AuditEvent.allowed(
        call, "sid " + session.id(), "customer-service", Optional.of(session.customerId()));
  }

  /**
   * For the audit line only. The username is not repeated: it may be a password in the wrong box.
   */
  private static String failure(Optional<Customer> found, boolean matches) {
    return found
        .map(c -> (matches ? "disabled: " : "wrong password: ") + c.customerId())
        .orElse("unknown username");
  }

  private static boolean isLoginFailed(Throwable failure) {
    return failure instanceof Refusal refusal && refusal.error() == AuthError.LOGIN_FAILED;
  }
}
