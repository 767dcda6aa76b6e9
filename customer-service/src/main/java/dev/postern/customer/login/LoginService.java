package dev.postern.customer.login;

import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.secret.Secret;
import dev.postern.customer.account.Customer;
import dev.postern.customer.account.CustomerTable;
import dev.postern.customer.account.LoginCompletion;
import dev.postern.customer.limit.DeviceCookies;
import dev.postern.customer.login.Authentication.Authenticated;
import dev.postern.customer.login.Authentication.Denied;
import dev.postern.customer.login.PasswordAuthenticator.Claim;
import dev.postern.customer.password.HashRenewal;
import dev.postern.customer.session.SessionStarter;
import dev.postern.customer.session.StartedSession;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Logs a customer in: authenticates ({@link PasswordAuthenticator}: read, admit, compare, settle)
 * and begins the session.
 *
 * <p>Every failed login is answered at a multiple of the same interval ({@link
 * UniformFailureDelay}). Refuses by {@link Refusal}; fails if the database or auth-service does.
 */
@Singleton
class LoginService {

  /**
   * The cookies that the browser sent.
   *
   * @param session the cookie of the session that this login replaces
   * @param device the device cookie
   */
  record Cookies(Optional<Secret> session, Optional<Secret> device) {
    static Cookies device(Optional<Secret> device) {
      return new Cookies(Optional.empty(), device);
    }
  }

  private final PasswordAuthenticator authenticator;
  private final DeviceCookies devices;
  private final CustomerTable customers;
  private final HashRenewal hashRenewal;
  private final SessionStarter sessions;
  private final LoginCompletion completion;
  private final UniformFailureDelay failureDelay;
  private final LoginLog log;

  LoginService(
      PasswordAuthenticator authenticator,
      DeviceCookies devices,
      CustomerTable customers,
      HashRenewal hashRenewal,
      SessionStarter sessions,
      LoginCompletion completion,
      UniformFailureDelay failureDelay,
      LoginLog log) {
    this.authenticator = authenticator;
    this.devices = devices;
    this.customers = customers;
    this.hashRenewal = hashRenewal;
    this.sessions = sessions;
    this.completion = completion;
    this.failureDelay = failureDelay;
    this.log = log;
  }

  /**
   * Logs the customer in.
   *
   * @param endpoint the method that was called, as {@code Class.method}, for the decision log
   */
  Uni<LoginResult> login(LoginRequest request, Cookies cookies, String endpoint) {
    LoginLog.Entry entry = log.begin(endpoint);
    UniformFailureDelay.Arrival arrival = failureDelay.arrival();
    return authenticate(new Claim(request.username(), request.password(), cookies.device()), entry)
        .call(authenticated -> renewHash(authenticated.customer(), request.password()))
        .flatMap(authenticated -> begin(authenticated, request, cookies.session(), entry))
        .onFailure(LoginService::isLoginFailed)
        .call(arrival::untilAnswer);
  }

  /** Authenticates a customer who is logged in once more, with the limits and delay of a login. */
  Uni<Customer> reauthenticate(Claim claim, String endpoint) {
    LoginLog.Entry entry = log.begin(endpoint);
    UniformFailureDelay.Arrival arrival = failureDelay.arrival();
    return authenticate(claim, entry)
        .map(Authenticated::customer)
        .onFailure(LoginService::isLoginFailed)
        .call(arrival::untilAnswer);
  }

  private Uni<Authenticated> authenticate(Claim claim, LoginLog.Entry entry) {
    return authenticator
        .authenticate(claim, entry.client(), entry::authenticated)
        .map(
            outcome ->
                switch (outcome) {
                  case Authenticated authenticated -> authenticated;
                  case Denied denied -> throw denied.refusal();
                });
  }

  private Uni<Void> renewHash(Customer customer, Secret password) {
    return hashRenewal.renew(
        customer.passwordHash(), password, fresh -> customers.upgradeHash(customer, fresh));
  }

  /** A change that has ended the customer's logins meanwhile also ends this one. */
  private Uni<LoginResult> begin(
      Authenticated authenticated,
      LoginRequest request,
      Optional<Secret> replaced,
      LoginLog.Entry entry) {
    Customer customer = authenticated.customer();
    return sessions
        .start(new SessionStarter.Login(customer, request.channel(), request.mode(), replaced))
        .call(started -> complete(customer, request.anonymousId(), entry))
        .invoke(started -> entry.started(started.session()))
        .map(started -> result(started, authenticated));
  }

  private Uni<Void> complete(
      Customer customer, Optional<String> anonymousId, LoginLog.Entry entry) {
    return completion
        .complete(customer, anonymousId)
        .invoke(
            isValid -> {
              if (!isValid) {
                entry.endedMeanwhile(customer);
                throw new Refusal(AuthError.LOGIN_FAILED);
              }
            })
        .replaceWithVoid();
  }

  private LoginResult result(StartedSession started, Authenticated authenticated) {
    Customer customer = authenticated.customer();
    return new LoginResult(
        started,
        authenticated.onKnownDevice()
            ? Optional.empty()
            : Optional.of(devices.setCookie(customer.id(), customer.passwordVersion())));
  }

  private static boolean isLoginFailed(Throwable failure) {
    return failure instanceof Refusal refusal && refusal.error() == AuthError.LOGIN_FAILED;
  }
}
