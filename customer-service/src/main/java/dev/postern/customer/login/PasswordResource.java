package dev.postern.customer.login;

import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.CredentialKind;
import dev.postern.common.auth.CrossSiteCheck;
import dev.postern.common.auth.Guarded;
import dev.postern.common.guard.CurrentCall;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.secret.Secret;
import dev.postern.customer.account.Customer;
import dev.postern.customer.account.Customers;
import dev.postern.customer.account.NewPasswords;
import dev.postern.customer.account.Username;
import dev.postern.customer.limit.DeviceCookies;
import dev.postern.customer.session.CookieHeaders;
import dev.postern.customer.session.RevocationOrder;
import dev.postern.customer.session.RevocationOutbox;
import dev.postern.customer.session.Sessions;
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

/** A customer's new password, which ends all their sessions: this one, too. */
@Path("/password")
public class PasswordResource {

  private static final byte[] NO_BODY = {};

  private final LoginService logins;
  private final Customers customers;
  private final NewPasswords newPasswords;
  private final Sessions sessions;
  private final RevocationOutbox revocationOutbox;
  private final DeviceCookies devices;
  private final CrossSiteCheck crossSite;
  private final CurrentCall currentCall;

  PasswordResource(
      LoginService logins,
      Customers customers,
      NewPasswords newPasswords,
      Sessions sessions,
      RevocationOutbox revocationOutbox,
      DeviceCookies devices,
      CrossSiteCheck crossSite,
      CurrentCall currentCall) {
    this.logins = logins;
    this.customers = customers;
    this.newPasswords = newPasswords;
    this.sessions = sessions;
    this.revocationOutbox = revocationOutbox;
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
        .findByIdentifier(currentCall.customer().customerId())
        .map(found -> found.flatMap(Customer::username))
        .flatMap(
            name -> logins.prove(new PasswordAuthenticator.Claim(name, change.current(), device)))
        .call(customer -> replace(customer, change.fresh()))
        .map(customer -> answer(customer, isOurs));
  }

  /** The new password makes strangers of all devices; this one has just been proven. */
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
        .flatMap(
            hash -> revocationOutbox.carryOut(transaction -> store(transaction, customer, hash)));
  }

  private Uni<List<RevocationOrder>> store(SqlClient transaction, Customer customer, Secret hash) {
    return newPasswords
        .replace(transaction, customer, hash)
        .invoke(
            stored -> {
              if (!stored) {
                throw new Refusal(AuthError.LOGIN_FAILED);
              }
            })
        .flatMap(stored -> sessions.endAll(transaction, customer.customerId()));
  }
}
