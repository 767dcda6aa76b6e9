package dev.postern.customer.admin;

import dev.postern.common.audit.AuditEvent;
import dev.postern.common.audit.AuditLog;
import dev.postern.common.auth.AuthError;
import dev.postern.common.guard.CurrentCall;
import dev.postern.common.refusal.Refusal;
import dev.postern.customer.admin.TraceResource.TraceView;
import dev.postern.customer.identity.CustomerIds;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Traces identifiers back: first as they were handed out, then by the keyset, for those that nobody
 * has kept. Each attempt leaves its line, with the identifier if it is one. Refuses by {@link
 * Refusal}; fails if the database does.
 */
@Singleton
class CustomerTrace {
  private final CustomerRecords records;
  private final CustomerIds customerIds;
  private final AuditLog audit;
  private final CurrentCall currentCall;

  CustomerTrace(
      CustomerRecords records, CustomerIds customerIds, AuditLog audit, CurrentCall currentCall) {
    this.records = records;
    this.customerIds = customerIds;
    this.audit = audit;
    this.currentCall = currentCall;
  }

  Uni<TraceView> resolve(String identifier) {
    AuditEvent.Call call = currentCall.describe("REST", "CustomerTrace.resolve");
    String actor = currentCall.caller().clientId();
    Consumer<Optional<TraceView>> record = found -> record(call, actor, identifier, found);
    return records
        .find(identifier)
        .flatMap(
            customer ->
                customer.isPresent()
                    ? Uni.createFrom().item(customer.map(TraceView::of))
                    : byKeyset(identifier))
        .invoke(record)
        .map(found -> found.orElseThrow(() -> new Refusal(AuthError.NOT_FOUND)));
  }

  private Uni<Optional<TraceView>> byKeyset(String identifier) {
    return customerIds
        .read(identifier)
        .map(id -> byId(identifier, id))
        .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
  }

  /** A customer's, made with another key than the one that was handed out, is the customer's. */
  private Uni<Optional<TraceView>> byId(String identifier, UUID id) {
    return records
        .find(id)
        .flatMap(
            customer ->
                customer.isPresent()
                    ? Uni.createFrom().item(customer.map(TraceView::of))
                    : anonymous(identifier, id).map(Optional::of));
  }

  private Uni<TraceView> anonymous(String identifier, UUID id) {
    return records.findLinked(id).map(linked -> TraceView.anonymous(identifier, id, linked));
  }

  /** What is no identifier is not repeated: it may be anything in the wrong box. */
  private void record(AuditEvent.Call call, String actor, String sent, Optional<TraceView> found) {
    AuditEvent miss =
        new AuditEvent(
            call,
            AuditEvent.Outcome.REFUSED,
            AuthError.NOT_FOUND.reason(),
            "no identifier of ours",
            Optional.of(actor),
            Optional.empty());
    audit.record(
        found.isPresent() ? AuditEvent.allowed(call, "traced", actor, Optional.of(sent)) : miss);
  }
}
