package dev.postern.customer.identity;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.common.auth.Open;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;

/**
 * Gives whoever has not logged in yet an identifier, of the same form as a customer's. Nothing is
 * kept of it; a login that names it as {@code anonymous_id} says whose it was.
 */
@Path("/channels/{channel: web|ios|android}/anonymous")
@Produces(MediaType.APPLICATION_JSON)
public class AnonymousResource {

  /** Named as the vendor's SDKs name it. */
  public record AnonymousView(@JsonProperty("CustomerId") String customerId) {}

  private final CustomerIds customerIds;

  AnonymousResource(CustomerIds customerIds) {
    this.customerIds = customerIds;
  }

  @POST
  @Open(because = "it is nobody's identifier, opens nothing, and costs no more than its encryption")
  public AnonymousView create() {
    return new AnonymousView(customerIds.opaque(UUID.randomUUID()));
  }
}
