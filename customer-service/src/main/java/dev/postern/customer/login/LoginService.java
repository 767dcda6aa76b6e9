package dev.postern.customer.login;

import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.Call;
import dev.postern.common.auth.Decision;
import dev.postern.common.auth.DecisionLog;
import dev.postern.common.guard.CurrentCall;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.secret.Secret;
import dev.postern.common.session.CustomerSession;
import dev.postern.customer.account.CompletedLogins;
import dev.postern.customer.account.Customer;
import dev.postern.customer.account.Customers;
import dev.postern.customer.limit.DeviceCookies;
import dev.postern.customer.login.PasswordAuthenticator.Claim;
import dev.postern.customer.login.PasswordAuthenticator.Recognised;
import dev.postern.customer.password.HashRenewal;
import dev.postern.customer.session.Sessions;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Has a customer recognised ({@link PasswordAuthenticator}), and begins their session, audited.
 *
 * <p>Every failed login is answered at the same beat ({@link UniformFailureDelay}). Refuses by
 * {@link Refusal}; fails if the database or auth-service does.
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

  private final PasswordAuthenticator recognition;
  private final DeviceCookies devices;
  private final Customers customers;
  private final HashRenewal hashRenewal;
  private final Sessions sessions;
  private final CompletedLogins completedLogins;
  private final UniformFailureDelay failureBeat;
  private final DecisionLog audit;
  private final CurrentCall currentCall;

  LoginService(
      PasswordAuthenticator recognition,
      DeviceCookies devices,
      Customers customers,
      HashRenewal hashRenewal,
      Sessions sessions,
      CompletedLogins completedLogins,
      UniformFailureDelay failureBeat,
      DecisionLog audit,
      CurrentCall currentCall) {
    this.recognition = recognition;
    this.devices = devices;
    this.customers = customers;
    this.hashRenewal = hashRenewal;
    this.sessions = sessions;
    this.completedLogins = completedLogins;
    this.failureBeat = failureBeat;
    this.audit = audit;
    this.currentCall = currentCall;
  }

  /** Refuses whom it does not recognise, and whom the limits do not let try. */
  Uni<Welcome> login(LoginRequest request, Cookies cookies) {
    Call call = currentCall.describe("REST", "LoginService.login");
    UniformFailureDelay.Arrival arrival = failureBeat.arrival();
    return recognition
        .recognise(new Claim(request.username(), request.password(), cookies.device()), call)
        .call(recognised -> renewHash(recognised.customer(), request.password()))
        .flatMap(recognised -> welcome(recognised, request, cookies.session(), call))
        .onFailure(LoginService::isLoginFailed)
        .call(arrival::untilNextBeat);
  }

  /** Somebody who is logged in, once more by the password: refused, and counted, like a login. */
  Uni<Customer> prove(Claim claim) {
    Call call = currentCall.describe("REST", "LoginService.prove");
    UniformFailureDelay.Arrival arrival = failureBeat.arrival();
    return recognition
        .recognise(claim, call)
        .map(Recognised::customer)
        .onFailure(LoginService::isLoginFailed)
        .call(arrival::untilNextBeat);
  }

  private Uni<Welcome> welcome(
      Recognised recognised, LoginRequest request, Optional<Secret> replaced, Call call) {
    return begin(login(recognised.customer(), request, replaced), request, call)
        .invoke(begun -> audit.record(call, allowed(begun.session())))
        .map(begun -> new Welcome(begun, newDevice(recognised)));
  }

  private Optional<Secret> newDevice(Recognised recognised) {
    Customer customer = recognised.customer();
    return recognised.onKnownDevice()
        ? Optional.empty()
        : Optional.of(devices.setCookie(customer.id(), customer.passwordVersion()));
  }

  private Uni<Void> renewHash(Customer customer, Secret password) {
    return hashRenewal.renew(
        customer.passwordHash(), password, fresh -> customers.replacePasswordHash(customer, fresh));
  }

  /** What has ended the customer's logins meanwhile ends this one, too. */
  private Uni<Sessions.Begun> begin(Sessions.Login login, LoginRequest request, Call call) {
    return sessions
        .begin(login)
        .call(
            begun ->
                completedLogins
                    .complete(login.customer(), request.anonymousId())
                    .invoke(isValid -> mustBeValid(isValid, login.customer(), call)));
  }

  private void mustBeValid(boolean isValid, Customer customer, Call call) {
    if (!isValid) {
      String detail = "ended meanwhile: " + customer.customerId();
      audit.record(call, new Decision.Refused(AuthError.LOGIN_FAILED, detail));
      throw new Refusal(AuthError.LOGIN_FAILED);
    }
  }

  private static Sessions.Login login(
      Customer customer, LoginRequest request, Optional<Secret> replaced) {
    return new Sessions.Login(customer, request.channel(), request.mode(), replaced);
  }

  private static Decision allowed(CustomerSession session) {
    return new Decision.Allowed(
        new dev.postern.common.auth.CustomerPrincipal(session.customerId()), "sid " + session.id());
  }

  private static boolean isLoginFailed(Throwable failure) {
    return failure instanceof Refusal refusal && refusal.error() == AuthError.LOGIN_FAILED;
  }
}
