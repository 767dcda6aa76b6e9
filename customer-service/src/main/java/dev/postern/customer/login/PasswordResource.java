package dev.postern.customer.login;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.CredentialKind;
import dev.postern.common.auth.Guarded;
import dev.postern.common.secret.Secret;
import dev.postern.common.transport.CurrentCall;
import dev.postern.common.transport.Refusal;
import dev.postern.customer.account.Customer;
import dev.postern.customer.account.Customers;
import dev.postern.customer.account.NewPasswords;
import dev.postern.customer.account.Username;
import dev.postern.customer.session.CookieHeaders;
import dev.postern.customer.session.KillOrder;
import dev.postern.customer.session.KillOrders;
import dev.postern.customer.session.Sessions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A customer's new password, which ends all their sessions: this one, too. */
@Path("/password")
public class PasswordResource {

  /**
   * What is sent.
   *
   * @param fresh {@code new}
   */
  public record PasswordChange(
      @Nullable String current, @JsonProperty("new") @Nullable String fresh) {

    @Override
    public String toString() {
      return "PasswordChange[hidden]";
    }
  }

  private final LoginService logins;
  private final Customers customers;
  private final NewPasswords newPasswords;
  private final Sessions sessions;
  private final KillOrders killOrders;
  private final CurrentCall currentCall;

  PasswordResource(
      LoginService logins,
      Customers customers,
      NewPasswords newPasswords,
      Sessions sessions,
      KillOrders killOrders,
      CurrentCall currentCall) {
    this.logins = logins;
    this.customers = customers;
    this.newPasswords = newPasswords;
    this.sessions = sessions;
    this.killOrders = killOrders;
    this.currentCall = currentCall;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Guarded(needs = CredentialKind.CUSTOMER)
  public Uni<Response> change(@Nullable PasswordChange change, @Context HttpHeaders headers) {
    if (change == null || change.current() == null || change.fresh() == null) {
      throw new Refusal(AuthError.REQUEST_INVALID, "current and new are needed.");
    }
    Secret current = Secret.of(change.current());
    Secret fresh = Secret.of(change.fresh());
    return customers
        .findByIdentifier(currentCall.customer().customerId())
        .map(found -> found.flatMap(Customer::username))
        .flatMap(name -> logins.prove(name, current, LoginResource.deviceCookie(headers)))
        .flatMap(customer -> replace(customer, fresh))
        .map(
            done ->
                Response.noContent().header(HttpHeaders.SET_COOKIE, CookieHeaders.clear()).build());
  }

  private Uni<Void> replace(Customer customer, Secret fresh) {
    Optional<Username> username = customer.username();
    return newPasswords
        .hash(username.orElseThrow(() -> new Refusal(AuthError.LOGIN_FAILED)), fresh)
        .flatMap(hash -> killOrders.carryOut(transaction -> store(transaction, customer, hash)));
  }

  private Uni<List<KillOrder>> store(SqlClient transaction, Customer customer, Secret hash) {
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
