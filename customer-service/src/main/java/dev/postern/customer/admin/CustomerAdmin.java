package dev.postern.customer.admin;

import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.secret.Secret;
import dev.postern.customer.account.Customer;
import dev.postern.customer.account.CustomerRecord;
import dev.postern.customer.account.CustomerStatus;
import dev.postern.customer.account.CustomerTable;
import dev.postern.customer.account.NewPasswords;
import dev.postern.customer.account.Username;
import dev.postern.customer.outbox.Outbox;
import dev.postern.customer.revocation.RevocationOrder;
import dev.postern.customer.session.SessionTerminator;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Shows customers and changes their status and passwords. Each change is one transaction with the
 * orders to revoke the sessions and tokens that it ends. Every change can be repeated. Refuses by
 * {@link Refusal}. Fails if the database does, and if auth-service cannot be reached yet; the
 * orders are then delivered later.
 */
@Singleton
class CustomerAdmin {
  private final CustomerTable customers;
  private final CustomerCreation creation;
  private final CustomerErasure erasure;
  private final NewPasswords newPasswords;
  private final SessionTerminator sessions;
  private final Outbox<RevocationOrder> revocations;
  private final AdminLog log;

  CustomerAdmin(
      CustomerTable customers,
      CustomerCreation creation,
      CustomerErasure erasure,
      NewPasswords newPasswords,
      SessionTerminator sessions,
      Outbox<RevocationOrder> revocations,
      AdminLog log) {
    this.customers = customers;
    this.creation = creation;
    this.erasure = erasure;
    this.newPasswords = newPasswords;
    this.sessions = sessions;
    this.revocations = revocations;
    this.log = log;
  }

  Uni<List<CustomerRecord>> page(String after, int limit) {
    return customers.page(after, limit);
  }

  /** None if no username can have this form. */
  Uni<Optional<CustomerRecord>> find(String username) {
    return Username.parse(username)
        .map(customers::findRecord)
        .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
  }

  Uni<CustomerRecord> get(String customerId) {
    return customers.findRecord(customerId).map(CustomerAdmin::mustExist);
  }

  Uni<CustomerRecord> create(NewCustomer wanted) {
    AdminLog.Entry entry = log.begin("CustomerAdmin.create");
    return creation.create(wanted, created -> entry.done("created", created.customerId()));
  }

  /** Revokes all the customer's sessions and tokens. */
  Uni<Void> disable(String customerId) {
    AdminLog.Entry entry = log.begin("CustomerAdmin.disable");
    return change(customerId, this::disable, () -> entry.done("disabled", customerId));
  }

  private Uni<List<RevocationOrder>> disable(SqlConnection db, CustomerRecord customer) {
    return customers
        .setStatus(db, mustNotBeDeleted(customer).id(), CustomerStatus.DISABLED)
        .chain(() -> sessions.endAll(db, customer.customerId()));
  }

  Uni<Void> enable(String customerId) {
    AdminLog.Entry entry = log.begin("CustomerAdmin.enable");
    return change(customerId, this::enable, () -> entry.done("enabled", customerId));
  }

  private Uni<List<RevocationOrder>> enable(SqlConnection db, CustomerRecord customer) {
    return customers
        .setStatus(db, mustNotBeDeleted(customer).id(), CustomerStatus.ACTIVE)
        .replaceWith(List.of());
  }

  /**
   * Sets a password and revokes all the customer's sessions and tokens, since their holder may have
   * known the old password.
   */
  Uni<Void> resetPassword(String customerId, Secret password) {
    AdminLog.Entry entry = log.begin("CustomerAdmin.resetPassword");
    Runnable written = () -> entry.done("password reset", customerId);
    return customers
        .find(customerId)
        .flatMap(found -> hash(found, password))
        .flatMap(hash -> change(customerId, (db, customer) -> reset(db, customer, hash), written));
  }

  private Uni<Secret> hash(Optional<Customer> found, Secret password) {
    Customer customer = found.orElseThrow(() -> new Refusal(AuthError.NOT_FOUND));
    return newPasswords.hash(customer.username().orElseThrow(CustomerAdmin::deleted), password);
  }

  private Uni<List<RevocationOrder>> reset(SqlConnection db, CustomerRecord customer, Secret hash) {
    return customers
        .resetPassword(db, mustNotBeDeleted(customer).id(), hash)
        .chain(() -> sessions.endAll(db, customer.customerId()));
  }

  /** Erases the person's data here and at profile-service. */
  Uni<Void> delete(String customerId) {
    AdminLog.Entry entry = log.begin("CustomerAdmin.delete");
    return erasure.erase(customerId, () -> entry.done("deleted", customerId));
  }

  /** Writes the log line before the commit, so that no change goes unlogged. */
  private Uni<Void> change(
      String customerId,
      BiFunction<SqlConnection, CustomerRecord, Uni<List<RevocationOrder>>> change,
      Runnable writeLine) {
    return revocations.carryOut(
        db ->
            customers
                .lock(db, customerId)
                .map(CustomerAdmin::mustExist)
                .flatMap(customer -> change.apply(db, customer))
                .invoke(writeLine));
  }

  static CustomerRecord mustExist(Optional<CustomerRecord> found) {
    return found.orElseThrow(() -> new Refusal(AuthError.NOT_FOUND));
  }

  private static CustomerRecord mustNotBeDeleted(CustomerRecord customer) {
    return switch (customer.status()) {
      case ACTIVE, DISABLED -> customer;
      case DELETED -> throw deleted();
    };
  }

  private static Refusal deleted() {
    return new Refusal(AuthError.CONFLICT, "The customer is deleted.");
  }
}
