package dev.postern.customer.admin;

import dev.postern.customer.account.CustomerRecord;
import dev.postern.customer.account.CustomerTable;
import dev.postern.customer.outbox.Outbox;
import dev.postern.customer.outbox.Placed;
import dev.postern.customer.outbox.Transactions;
import dev.postern.customer.profile.ProfileErasure;
import dev.postern.customer.revocation.RevocationOrder;
import dev.postern.customer.session.SessionTerminator;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Erases a customer: the data here in one transaction, then the tokens at auth-service and the
 * profile at profile-service. It can be repeated. Fails if the database does, and if another
 * service cannot be reached yet; the rest is then delivered later.
 */
@Singleton
class CustomerErasure {

  /** The messages that the transaction has placed. */
  private record Messages(
      List<Placed<RevocationOrder>> revocations, List<Placed<ProfileErasure>> erasures) {}

  private final CustomerTable customers;
  private final SessionTerminator sessions;
  private final Transactions transactions;
  private final Outbox<RevocationOrder> revocations;
  private final Outbox<ProfileErasure> erasures;

  CustomerErasure(
      CustomerTable customers,
      SessionTerminator sessions,
      Transactions transactions,
      Outbox<RevocationOrder> revocations,
      Outbox<ProfileErasure> erasures) {
    this.customers = customers;
    this.sessions = sessions;
    this.transactions = transactions;
    this.revocations = revocations;
    this.erasures = erasures;
  }

  /**
   * @param beforeCommit writes the log line, so that no erasure goes unlogged
   */
  Uni<Void> erase(String customerId, Runnable beforeCommit) {
    return transactions
        .run(db -> erase(db, customerId).invoke(beforeCommit))
        .call(messages -> revocations.deliver(messages.revocations()))
        .flatMap(messages -> erasures.deliver(messages.erasures()));
  }

  private Uni<Messages> erase(SqlConnection db, String customerId) {
    return customers
        .lock(db, customerId)
        .map(CustomerAdmin::mustExist)
        .call(customer -> customers.erase(db, customer.id()))
        .flatMap(customer -> place(db, customer));
  }

  private Uni<Messages> place(SqlConnection db, CustomerRecord customer) {
    String customerId = customer.customerId();
    return erasures
        .place(db, List.of(new ProfileErasure(customerId)))
        .flatMap(
            placed ->
                sessions
                    .eraseAll(db, customerId)
                    .flatMap(orders -> revocations.place(db, orders))
                    .map(ordered -> new Messages(ordered, placed)));
  }
}
