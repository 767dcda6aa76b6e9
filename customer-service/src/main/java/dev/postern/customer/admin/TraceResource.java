package dev.postern.customer.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.common.auth.CredentialKind;
import dev.postern.common.auth.Guarded;
import dev.postern.common.json.StrictJson;
import dev.postern.common.web.PlainText;
import dev.postern.customer.account.CustomerRecord;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Traces an identifier back to its customer. Every call is logged, also one that finds nothing. */
@Path("/admin/v1/customer-ids:resolve")
@Produces(MediaType.APPLICATION_JSON)
public class TraceResource {

  /**
   * The owner of an identifier.
   *
   * @param id the internal id, which stays the same when keys rotate
   * @param anonymous whether the identifier was issued before a login
   * @param linkedCustomerId the customer who logged in with it later
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record TraceView(
      @JsonProperty("customer_id") String customerId,
      UUID id,
      boolean anonymous,
      Optional<String> username,
      Optional<String> status,
      @JsonProperty("created_at") Optional<Instant> createdAt,
      @JsonProperty("linked_customer_id") Optional<String> linkedCustomerId) {

    static TraceView of(CustomerRecord customer) {
      return new TraceView(
          customer.customerId(),
          customer.id(),
          false,
          customer.username(),
          Optional.of(customer.status().label()),
          Optional.of(customer.createdAt()),
          Optional.empty());
    }

    static TraceView anonymous(String identifier, UUID id, Optional<CustomerRecord> linked) {
      return new TraceView(
          identifier,
          id,
          true,
          linked.flatMap(CustomerRecord::username),
          linked.map(customer -> customer.status().label()),
          linked.map(CustomerRecord::createdAt),
          linked.map(CustomerRecord::customerId));
    }
  }

  private final CustomerTrace trace;

  TraceResource(CustomerTrace trace) {
    this.trace = trace;
  }

  @POST
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "customers:trace")
  public Uni<TraceView> resolve(@Context HttpHeaders headers, byte @Nullable [] body) {
    JsonNode json = JsonBody.read(headers, body);
    return trace.resolve(
        StrictJson.text(json, "customer_id")
            .filter(PlainText::isPlain)
            .orElseThrow(() -> NewCustomer.invalid("customer_id: a string.")));
  }
}
