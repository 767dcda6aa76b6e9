package dev.postern.customer.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.common.auth.CredentialKind;
import dev.postern.common.auth.Guarded;
import dev.postern.common.web.Paging;
import dev.postern.common.web.PlainText;
import dev.postern.customer.account.CustomerRecord;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Customers, for operators. Shows neither passwords nor hashes. */
@Path("/admin/v1/customers")
@Produces(MediaType.APPLICATION_JSON)
public class CustomerResource {

  /** A customer as shown; a deleted one has no username. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record CustomerView(
      @JsonProperty("customer_id") String customerId,
      Optional<String> username,
      String status,
      @JsonProperty("created_at") Instant createdAt,
      @JsonProperty("last_login_at") Optional<Instant> lastLoginAt) {

    static CustomerView of(CustomerRecord customer) {
      return new CustomerView(
          customer.customerId(),
          customer.username(),
          customer.status().label(),
          customer.createdAt(),
          customer.lastLoginAt());
    }
  }

  private final CustomerAdmin admin;

  CustomerResource(CustomerAdmin admin) {
    this.admin = admin;
  }

  @POST
  @ResponseStatus(201)
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:customers:write")
  public Uni<CustomerView> create(@Context HttpHeaders headers, byte @Nullable [] body) {
    return admin.create(NewCustomer.read(JsonBody.read(headers, body))).map(CustomerView::of);
  }

  /**
   * @param username lists only the customer with this username, in any form that logs in
   */
  @GET
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:customers:read")
  public Uni<Paging.Page<CustomerView>> list(
      @QueryParam("after") @DefaultValue("") String after,
      @QueryParam("limit") @DefaultValue("50") String limit,
      @RestQuery Optional<String> username) {
    int size = Paging.limit(limit);
    return username
        .map(name -> admin.find(name).map(CustomerResource::onlyPage))
        .orElseGet(() -> admin.page(PlainText.id(after), size).map(found -> page(found, size)));
  }

  private static Paging.Page<CustomerView> page(List<CustomerRecord> found, int size) {
    return Paging.page(views(found), size, CustomerView::customerId);
  }

  private static Paging.Page<CustomerView> onlyPage(Optional<CustomerRecord> found) {
    return new Paging.Page<>(views(found.stream().toList()), Optional.empty());
  }

  private static List<CustomerView> views(List<CustomerRecord> found) {
    return found.stream().map(CustomerView::of).toList();
  }

  @GET
  @Path("/{customer_id}")
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:customers:read")
  public Uni<CustomerView> get(@PathParam("customer_id") String customerId) {
    return admin.get(PlainText.id(customerId)).map(CustomerView::of);
  }

  @POST
  @Path("/{customer_id}:disable")
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:customers:write")
  public Uni<Void> disable(@PathParam("customer_id") String customerId) {
    return admin.disable(PlainText.id(customerId));
  }

  @POST
  @Path("/{customer_id}:enable")
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:customers:write")
  public Uni<Void> enable(@PathParam("customer_id") String customerId) {
    return admin.enable(PlainText.id(customerId));
  }

  @PUT
  @Path("/{customer_id}/password")
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:customers:write")
  public Uni<Void> resetPassword(
      @PathParam("customer_id") String customerId,
      @Context HttpHeaders headers,
      byte @Nullable [] body) {
    return admin.resetPassword(
        PlainText.id(customerId), NewCustomer.password(JsonBody.read(headers, body)));
  }

  @DELETE
  @Path("/{customer_id}")
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:customers:write")
  public Uni<Void> delete(@PathParam("customer_id") String customerId) {
    return admin.delete(PlainText.id(customerId));
  }
}
