package dev.postern.customer.admin;

import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.Call;
import dev.postern.common.auth.Decision;
import dev.postern.common.auth.DecisionLog;
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
  private final DecisionLog audit;
  private final CurrentCall currentCall;

  CustomerTrace(
      CustomerRecords records,
      CustomerIds customerIds,
      DecisionLog audit,
      CurrentCall currentCall) {
    this.records = records;
    this.customerIds = customerIds;
    this.audit = audit;
    this.currentCall = currentCall;
  }

  Uni<TraceView> resolve(String identifier) {
    Call call = currentCall.describe("REST", "CustomerTrace.resolve");
    String actor = currentCall.client().clientId();
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
  private void record(Call call, String actor, String sent, Optional<TraceView> found) {
    dev.postern.common.auth.ClientPrincipal client =
        new dev.postern.common.auth.ClientPrincipal(actor, java.util.Set.of());
    audit.record(
        call,
        found.isPresent()
            ? new Decision.Allowed(client, Optional.of(sent), "traced")
            : new Decision.Refused(
                AuthError.NOT_FOUND,
                "no identifier of ours",
                Optional.of(client),
                dev.postern.common.auth.Advice.NONE));
  }
}
