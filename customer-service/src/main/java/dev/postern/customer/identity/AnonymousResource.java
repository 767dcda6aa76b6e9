package dev.postern.customer.identity;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.common.auth.Open;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;

/**
 * Issues an identifier to a person before the login, of the same form as a customer's. It is not
 * stored. A login that sends it as {@code anonymous_id} links it to the customer.
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
  @Open(because = "the identifier belongs to no customer, grants nothing and costs one encryption")
  public AnonymousView create() {
    return new AnonymousView(customerIds.opaque(UUID.randomUUID()));
  }
}
