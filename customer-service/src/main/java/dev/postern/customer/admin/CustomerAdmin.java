package dev.postern.customer.admin;

import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.Call;
import dev.postern.common.auth.Decision;
import dev.postern.common.auth.DecisionLog;
import dev.postern.common.guard.CurrentCall;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.secret.Secret;
import dev.postern.customer.account.Customer;
import dev.postern.customer.account.CustomerStatus;
import dev.postern.customer.account.Customers;
import dev.postern.customer.account.NewPasswords;
import dev.postern.customer.account.Username;
import dev.postern.customer.profile.ProfileErasures;
import dev.postern.customer.session.RevocationOrder;
import dev.postern.customer.session.RevocationOutbox;
import dev.postern.customer.session.Sessions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Shows customers, and changes their lives, each change in one transaction with all the sessions
 * and tokens that it ends. Every change can be sent again. Refuses by {@link Refusal}; fails if the
 * database does, and if another service could not be told yet: it is told later.
 */
@Singleton
class CustomerAdmin {
  private final CustomerRecords records;
  private final CustomerCreation creation;
  private final Customers customers;
  private final NewPasswords newPasswords;
  private final Sessions sessions;
  private final RevocationOutbox revocationOutbox;
  private final ProfileErasures erasures;
  private final DecisionLog audit;
  private final CurrentCall currentCall;

  CustomerAdmin(
      CustomerRecords records,
      CustomerCreation creation,
      Customers customers,
      NewPasswords newPasswords,
      Sessions sessions,
      RevocationOutbox revocationOutbox,
      ProfileErasures erasures,
      DecisionLog audit,
      CurrentCall currentCall) {
    this.records = records;
    this.creation = creation;
    this.customers = customers;
    this.newPasswords = newPasswords;
    this.sessions = sessions;
    this.revocationOutbox = revocationOutbox;
    this.erasures = erasures;
    this.audit = audit;
    this.currentCall = currentCall;
  }

  Uni<List<CustomerRecord>> page(String after, int limit) {
    return records.page(after, limit);
  }

  /** One at most; what can be nobody's username is nobody's. */
  Uni<List<CustomerRecord>> named(String username) {
    return Username.parse(username)
        .map(records::findByUsername)
        .orElseGet(() -> Uni.createFrom().item(List.of()));
  }

  Uni<CustomerRecord> get(String customerId) {
    return records.find(customerId).map(CustomerAdmin::mustExist);
  }

  Uni<CustomerRecord> create(NewCustomer wanted) {
    Trail trail = trail("create");
    return creation.create(wanted, made -> trail.leave("created", made.customerId()));
  }

  /** All the customer's sessions and tokens die. */
  Uni<Void> disable(String customerId) {
    return change(
        customerId, trail("disable"), "disabled", (db, customer) -> disable(db, alive(customer)));
  }

  private Uni<List<RevocationOrder>> disable(SqlConnection db, CustomerRecord customer) {
    return records
        .setStatus(db, customer.id(), CustomerStatus.DISABLED)
        .flatMap(disabled -> endAll(db, customer));
  }

  Uni<Void> enable(String customerId) {
    return change(
        customerId,
        trail("enable"),
        "enabled",
        (db, customer) ->
            records
                .setStatus(db, alive(customer).id(), CustomerStatus.ACTIVE)
                .replaceWith(List.of()));
  }

  /** All the customer's sessions and tokens die: whoever has them may have had the password. */
  Uni<Void> resetPassword(String customerId, Secret password) {
    Trail trail = trail("resetPassword");
    return customers
        .findByIdentifier(customerId)
        .map(found -> found.orElseThrow(() -> new Refusal(AuthError.NOT_FOUND)))
        .flatMap(
            customer ->
                newPasswords
                    .hash(customer.username().orElseThrow(CustomerAdmin::deleted), password)
                    .flatMap(hash -> reset(customer, hash, trail)));
  }

  private Uni<Void> reset(Customer customer, Secret hash, Trail trail) {
    return change(
        customer.customerId(),
        trail,
        "password reset",
        (db, locked) ->
            newPasswords.reset(db, alive(locked).id(), hash).flatMap(reset -> endAll(db, locked)));
  }

  /**
   * Erases what is known of the person, here at once, then at profile-service. Sent again it does
   * again what may be left to do.
   */
  Uni<Void> delete(String customerId) {
    return change(customerId, trail("delete"), "deleted", this::erase)
        .flatMap(deleted -> erasures.carryOut(customerId));
  }

  private Uni<List<RevocationOrder>> erase(SqlConnection db, CustomerRecord customer) {
    return records
        .erase(db, customer.id())
        .flatMap(erased -> erasures.order(db, customer.customerId()))
        .flatMap(ordered -> sessions.eraseAll(db, customer.customerId()));
  }

  private Uni<List<RevocationOrder>> endAll(SqlConnection db, CustomerRecord customer) {
    return sessions.endAll(db, customer.customerId());
  }

  /** The line is left before the commit: no change without one. */
  private Uni<Void> change(
      String customerId,
      Trail trail,
      String done,
      BiFunction<SqlConnection, CustomerRecord, Uni<List<RevocationOrder>>> change) {
    return revocationOutbox.carryOut(
        db ->
            records
                .lock(db, customerId)
                .map(CustomerAdmin::mustExist)
                .flatMap(customer -> change.apply(db, customer))
                .invoke(orders -> trail.leave(done, customerId)));
  }

  private static CustomerRecord mustExist(Optional<CustomerRecord> found) {
    return found.orElseThrow(() -> new Refusal(AuthError.NOT_FOUND));
  }

  private static CustomerRecord alive(CustomerRecord customer) {
    return switch (customer.status()) {
      case ACTIVE, DISABLED -> customer;
      case DELETED -> throw deleted();
    };
  }

  private static Refusal deleted() {
    return new Refusal(AuthError.CONFLICT, "The customer is deleted.");
  }

  /** Who does this, known before it is done: afterwards the call may be over. */
  private Trail trail(String method) {
    return new Trail(
        currentCall.describe("REST", "CustomerAdmin." + method), currentCall.client().clientId());
  }

  private final class Trail {
    private final Call call;
    private final String actor;

    Trail(Call call, String actor) {
      this.call = call;
      this.actor = actor;
    }

    void leave(String done, String customerId) {
      audit.record(
          call,
          new Decision.Allowed(
              new dev.postern.common.auth.ClientPrincipal(actor, java.util.Set.of()),
              Optional.of(customerId),
              done));
    }
  }
}
