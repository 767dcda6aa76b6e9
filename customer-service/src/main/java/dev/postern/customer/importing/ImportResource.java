package dev.postern.customer.importing;

import dev.postern.common.auth.CredentialKind;
import dev.postern.common.auth.Guarded;
import io.smallrye.mutiny.Multi;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** The import of customers and profiles, for operators: JSON Lines in, JSON Lines out. */
@Path("/admin/v1/customers:import")
public class ImportResource {
  private static final String JSON_LINES = "application/x-ndjson";
  private final CustomerImport customerImport;

  ImportResource(CustomerImport customerImport) {
    this.customerImport = customerImport;
  }

  @POST
  @Consumes({JSON_LINES, "application/jsonl"})
  @Produces(JSON_LINES)
  @RestStreamElementType(MediaType.APPLICATION_JSON)
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:customers:write", streamsBody = true)
  public Multi<ImportReport> importCustomers(@Context HttpServerRequest request) {
    return customerImport.run(
        io.vertx.mutiny.core.http.HttpServerRequest.newInstance(request).toMulti());
  }
}
