package dev.postern.auth.apikey;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.auth.admin.AdminFields;
import dev.postern.auth.admin.Expiries;
import dev.postern.auth.admin.PageRequest;
import dev.postern.auth.event.RevocationPropagation;
import dev.postern.auth.event.WaitOption;
import dev.postern.common.auth.CredentialKind;
import dev.postern.common.auth.Guarded;
import dev.postern.common.guard.CurrentCall;
import dev.postern.common.web.Paging;
import dev.postern.common.web.PlainText;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Optional;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/**
 * Creates, lists and revokes API keys, for operators. A key is shown once, in the answer to its
 * creation.
 */
@Path("/admin/v1/api-keys")
@Produces(MediaType.APPLICATION_JSON)
public class ApiKeyResource {

  /** A request to create a key. */
  public record NewApiKey(
      @JsonProperty("client_id") @Nullable String clientId,
      @Nullable String label,
      @JsonProperty("expires_at") @Nullable Instant expiresAt) {

    static final NewApiKey EMPTY = new NewApiKey(null, null, null);
  }

  /** A key as operators see it; {@code key} only in the answer to its creation. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record ApiKeyView(
      String id,
      @JsonProperty("client_id") String clientId,
      String label,
      @JsonProperty("created_at") Instant createdAt,
      @JsonProperty("expires_at") Optional<Instant> expiresAt,
      @JsonProperty("revoked_at") Optional<Instant> revokedAt,
      Optional<String> key) {

    static ApiKeyView of(ApiKeyEntity entity, Optional<String> key) {
      return new ApiKeyView(
          entity.id,
          entity.clientId,
          entity.label,
          entity.createdAt,
          Optional.ofNullable(entity.expiresAt),
          Optional.ofNullable(entity.revokedAt),
          key);
    }
  }

  private final ApiKeys keys;
  private final RevocationPropagation propagation;
  private final CurrentCall currentCall;
  private final Expiries expiries;

  ApiKeyResource(
      ApiKeys keys, RevocationPropagation propagation, CurrentCall currentCall, Expiries expiries) {
    this.keys = keys;
    this.propagation = propagation;
    this.currentCall = currentCall;
    this.expiries = expiries;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(201)
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:api-keys:write")
  public Uni<ApiKeyView> create(@Nullable NewApiKey wanted) {
    NewApiKey key = wanted == null ? NewApiKey.EMPTY : wanted;
    return keys.create(
            AdminFields.clientId(key.clientId()),
            AdminFields.label(key.label()),
            expiries.read("expires_at", key.expiresAt()))
        .map(made -> ApiKeyView.of(made.entity(), Optional.of(made.key().text().reveal())));
  }

  @GET
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:api-keys:read")
  public Uni<Paging.Page<ApiKeyView>> list(
      @QueryParam("after") @DefaultValue("") String after,
      @QueryParam("limit") @DefaultValue("50") String limit) {
    PageRequest page = PageRequest.read(after, limit);
    return keys.page(page.after(), page.limit())
        .map(found -> page.page(found, k -> ApiKeyView.of(k, Optional.empty()), ApiKeyView::id));
  }

  @DELETE
  @Path("/{id}")
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:api-keys:write")
  public Uni<Response> revoke(
      @PathParam("id") String id,
      @RestQuery Optional<String> wait,
      @RestQuery Optional<String> timeout) {
    return propagation.answer(
        Response.Status.NO_CONTENT,
        WaitOption.read(wait, timeout),
        keys.revoke(PlainText.id(id), currentCall.client().clientId()));
  }
}
