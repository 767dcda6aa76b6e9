package dev.postern.customer.login;

import com.google.protobuf.Timestamp;
import dev.postern.auth.v1.CustomerToken;
import dev.postern.auth.v1.CustomerTokens;
import dev.postern.auth.v1.IssueCustomerTokenRequest;
import dev.postern.common.audit.AuditEvent;
import dev.postern.common.audit.AuditLog;
import dev.postern.common.auth.AuthError;
import dev.postern.common.secret.Secret;
import dev.postern.common.transport.CurrentCall;
import dev.postern.common.transport.GuardConfig;
import dev.postern.common.transport.Refusal;
import dev.postern.common.transport.ServiceToken;
import dev.postern.customer.account.Customer;
import dev.postern.customer.account.CustomerStatus;
import dev.postern.customer.account.Customers;
import dev.postern.customer.account.Username;
import dev.postern.customer.limit.DeviceCookies;
import dev.postern.customer.limit.LoginLimits;
import dev.postern.customer.password.PasswordHash;
import dev.postern.customer.password.PasswordPool;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Recognises a customer by username and password, audited.
 *
 * <p>Unknown, wrong, empty and disabled take one path: one read, one comparison, and the answer at
 * the same beat ({@link FailureBeat}); locked looks like them. How often is {@link LoginLimits}'
 * business. Refuses by {@link Refusal}; fails if the database or auth-service does.
 */
@Singleton
class LoginService {

  /** A customer recognised, with the token to prove it. */
  record Login(
      String customerId,
      Secret jwt,
      Instant issuedAt,
      Instant expiresAt,
      Optional<Secret> refreshToken) {}

  /** A customer recognised, and the header that lets the browser be known, if it is not yet. */
  record Welcome(Login login, Optional<Secret> setDeviceCookie) {}

  private final LoginLimits limits;
  private final DeviceCookies devices;
  private final Customers customers;
  private final PasswordPool passwords;
  private final CustomerTokens tokens;
  private final ServiceToken serviceToken;
  private final FailureBeat failureBeat;
  private final AuditLog audit;
  private final CurrentCall currentCall;
  private final PasswordHash nobodys;
  private final Duration timeout;

  LoginService(
      LoginLimits limits,
      DeviceCookies devices,
      Customers customers,
      PasswordPool passwords,
      @GrpcClient("auth") CustomerTokens tokens,
      ServiceToken serviceToken,
      FailureBeat failureBeat,
      AuditLog audit,
      CurrentCall currentCall,
      GuardConfig config) {
    this.timeout = config.guard().dependencyTimeout();
    this.limits = limits;
    this.devices = devices;
    this.customers = customers;
    this.passwords = passwords;
    this.tokens = tokens;
    this.serviceToken = serviceToken;
    this.failureBeat = failureBeat;
    this.audit = audit;
    this.currentCall = currentCall;
    this.nobodys = PasswordHash.nobodys();
  }

  /**
   * @param deviceCookie as the browser sent it
   */
  Uni<Welcome> login(LoginRequest request, Optional<Secret> deviceCookie) {
    Optional<String> device = devices.deviceOf(request.username(), deviceCookie);
    return enter(request, device)
        .map(login -> new Welcome(login, newDevice(request.username(), device)));
  }

  private Uni<Login> enter(LoginRequest request, Optional<String> device) {
    AuditEvent.Call call = currentCall.describe("REST", "LoginService.login");
    FailureBeat.Arrival arrival = failureBeat.arrival();
    return limits
        .guard(
            new LoginLimits.Attempt(call, request.username(), device),
            () -> recognise(request, call))
        .call(customer -> refreshHash(customer, request.password()))
        .flatMap(customer -> issue(customer, request, call))
        .onFailure(LoginService::isLoginFailed)
        .call(arrival::untilNextBeat);
  }

  private Optional<Secret> newDevice(Optional<Username> username, Optional<String> known) {
    return known.isPresent() ? Optional.empty() : username.map(devices::setCookie);
  }

  private Uni<Customer> recognise(LoginRequest request, AuditEvent.Call call) {
    return customers.find(request.username()).flatMap(customer -> compare(customer, request, call));
  }

  private Uni<Customer> compare(
      Optional<Customer> found, LoginRequest request, AuditEvent.Call call) {
    PasswordHash stored =
        found.flatMap(c -> PasswordHash.parse(c.passwordHash().reveal())).orElse(nobodys);
    return passwords
        .compare(stored, request.password())
        .invoke(comparison -> failureBeat.allowFor(comparison.took()))
        .map(comparison -> decide(found, comparison.matches(), call));
  }

  private Customer decide(Optional<Customer> found, boolean matches, AuditEvent.Call call) {
    Optional<Customer> recognised =
        found.filter(customer -> matches && customer.status() == CustomerStatus.ACTIVE);
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

  private Uni<Login> issue(Customer customer, LoginRequest login, AuditEvent.Call call) {
    String sessionId = UUID.randomUUID().toString();
    IssueCustomerTokenRequest request =
        IssueCustomerTokenRequest.newBuilder()
            .setCustomerId(customer.customerId())
            .setChannel(login.channel().label())
            .setSessionId(sessionId)
            .setRefreshable(login.isRefreshable())
            .build();
    return serviceToken
        .call(tokens, stub -> stub.issueCustomerToken(request), timeout)
        .map(token -> login(customer, token))
        .invoke(issued -> audit.record(allowed(call, issued, sessionId)));
  }

  private static Login login(Customer customer, CustomerToken token) {
    return new Login(
        customer.customerId(),
        Secret.of(token.getJwt()),
        instant(token.getIssuedAt()),
        instant(token.getExpiresAt()),
        Optional.of(token.getRefreshToken()).filter(text -> !text.isEmpty()).map(Secret::of));
  }

  private static AuditEvent allowed(AuditEvent.Call call, Login login, String sessionId) {
    return AuditEvent.allowed(
        call, "sid " + sessionId, "customer-service", Optional.of(login.customerId()));
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

  private static Instant instant(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }
}
