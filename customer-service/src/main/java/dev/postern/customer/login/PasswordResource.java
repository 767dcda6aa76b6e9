package dev.postern.customer.login;

import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.CredentialKind;
import dev.postern.common.auth.CrossSiteCheck;
import dev.postern.common.auth.Guarded;
import dev.postern.common.guard.CurrentCall;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.secret.Secret;
import dev.postern.customer.account.Customer;
import dev.postern.customer.account.CustomerTable;
import dev.postern.customer.account.NewPasswords;
import dev.postern.customer.account.Username;
import dev.postern.customer.limit.DeviceCookies;
import dev.postern.customer.outbox.Outbox;
import dev.postern.customer.revocation.RevocationOrder;
import dev.postern.customer.session.CookieHeaders;
import dev.postern.customer.session.SessionTerminator;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes a customer's password and ends all the customer's sessions, the caller's too. */
@Path("/password")
public class PasswordResource {

  private static final byte[] NO_BODY = {};

  private final LoginService logins;
  private final CustomerTable customers;
  private final NewPasswords newPasswords;
  private final SessionTerminator terminator;
  private final Outbox<RevocationOrder> revocations;
  private final DeviceCookies devices;
  private final CrossSiteCheck crossSite;
  private final CurrentCall currentCall;

  PasswordResource(
      LoginService logins,
      CustomerTable customers,
      NewPasswords newPasswords,
      SessionTerminator terminator,
      Outbox<RevocationOrder> revocations,
      DeviceCookies devices,
      CrossSiteCheck crossSite,
      CurrentCall currentCall) {
    this.logins = logins;
    this.customers = customers;
    this.newPasswords = newPasswords;
    this.terminator = terminator;
    this.revocations = revocations;
    this.devices = devices;
    this.crossSite = crossSite;
    this.currentCall = currentCall;
  }

  @POST
  @Guarded(needs = CredentialKind.CUSTOMER)
  public Uni<Response> change(
      @Context HttpHeaders headers, @Context UriInfo uri, byte @Nullable [] body) {
    PasswordChange change =
        PasswordChange.read(
            headers.getHeaderString(HttpHeaders.CONTENT_TYPE), body == null ? NO_BODY : body);
    boolean isOurs = LoginResource.isOurs(crossSite, headers, uri);
    Optional<Secret> device = LoginResource.deviceCookie(headers);
    return customers
        .find(currentCall.customer().customerId())
        .map(found -> found.flatMap(Customer::username))
        .flatMap(name -> reauthenticate(name, change, device))
        .call(customer -> replace(customer, change.fresh()))
        .map(customer -> answer(customer, isOurs));
  }

  private Uni<Customer> reauthenticate(
      Optional<Username> username, PasswordChange change, Optional<Secret> device) {
    return logins.reauthenticate(
        new PasswordAuthenticator.Claim(username, change.current(), device),
        "PasswordResource.change");
  }

  /** All devices are unknown after the change; this one gets a new cookie. */
  private Response answer(Customer customer, boolean isOurs) {
    Response.ResponseBuilder response =
        Response.noContent().header(HttpHeaders.SET_COOKIE, CookieHeaders.clear());
    if (isOurs) {
      Secret cookie = devices.setCookie(customer.id(), customer.passwordVersion() + 1);
      response.header(HttpHeaders.SET_COOKIE, cookie.reveal());
    }
    return response.build();
  }

  private Uni<Void> replace(Customer customer, Secret fresh) {
    Optional<Username> username = customer.username();
    return newPasswords
        .hash(username.orElseThrow(() -> new Refusal(AuthError.LOGIN_FAILED)), fresh)
        .flatMap(hash -> revocations.carryOut(transaction -> store(transaction, customer, hash)));
  }

  private Uni<List<RevocationOrder>> store(SqlClient transaction, Customer customer, Secret hash) {
    return customers
        .replacePassword(transaction, customer, hash)
        .invoke(
            stored -> {
              if (!stored) {
                throw new Refusal(AuthError.LOGIN_FAILED);
              }
            })
        .flatMap(stored -> terminator.endAll(transaction, customer.customerId()));
  }
}
