package dev.postern.customer.admin;

import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;
import dev.postern.customer.account.CustomerTable;
import dev.postern.customer.admin.TraceResource.TraceView;
import dev.postern.customer.identity.CustomerIds;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/**
 * Traces identifiers back to customers. It first looks for the identifier as it was handed out,
 * then decrypts it with the keyset, since anonymous identifiers are not stored. Each attempt is
 * logged, with the identifier if it is ours. Refuses by {@link Refusal}; fails if the database
 * does.
 */
@Singleton
class CustomerTrace {
  private final CustomerTable customers;
  private final CustomerIds customerIds;
  private final AdminLog log;

  CustomerTrace(CustomerTable customers, CustomerIds customerIds, AdminLog log) {
    this.customers = customers;
    this.customerIds = customerIds;
    this.log = log;
  }

  Uni<TraceView> resolve(String identifier) {
    AdminLog.Entry entry = log.begin("CustomerTrace.resolve");
    return customers
        .findRecord(identifier)
        .flatMap(
            customer ->
                customer.isPresent()
                    ? Uni.createFrom().item(customer.map(TraceView::of))
                    : byKeyset(identifier))
        .invoke(found -> record(entry, identifier, found))
        .map(found -> found.orElseThrow(() -> new Refusal(AuthError.NOT_FOUND)));
  }

  private Uni<Optional<TraceView>> byKeyset(String identifier) {
    return customerIds
        .read(identifier)
        .map(id -> byId(identifier, id))
        .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
  }

  /** Also finds a customer by an identifier made with another key than the stored one. */
  private Uni<Optional<TraceView>> byId(String identifier, UUID id) {
    return customers
        .findRecord(id)
        .flatMap(
            customer ->
                customer.isPresent()
                    ? Uni.createFrom().item(customer.map(TraceView::of))
                    : anonymous(identifier, id).map(Optional::of));
  }

  private Uni<TraceView> anonymous(String identifier, UUID id) {
    return customers.findLinked(id).map(linked -> TraceView.anonymous(identifier, id, linked));
  }

  /** Does not log a text that is no identifier: it may be a secret in the wrong field. */
  private static void record(AdminLog.Entry entry, String sent, Optional<TraceView> found) {
    if (found.isPresent()) {
      entry.done("traced", sent);
    } else {
      entry.notFound("no identifier of ours");
    }
  }
}
