package dev.postern.auth.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.auth.admin.PageRequest;
import dev.postern.auth.event.RevocationPropagation;
import dev.postern.auth.event.WaitOption;
import dev.postern.common.auth.CredentialKind;
import dev.postern.common.auth.Guarded;
import dev.postern.common.guard.CurrentCall;
import dev.postern.common.json.StrictJson;
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
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/**
 * Creates, lists and disables clients, for operators; the fields have the names of RFC 7591 §2. A
 * client authenticates by the keys it is registered with, or by a secret, which is shown once, in
 * the answer to its creation.
 */
@Path("/admin/v1/clients")
@Produces(MediaType.APPLICATION_JSON)
public class ClientResource {

  /**
   * A request to create a client.
   *
   * @param jwks or {@code publicKey}, not both
   * @param signsRequests whether a signature may take the place of an access token
   */
  public record NewClient(
      @Nullable String name,
      @Nullable List<String> scopes,
      @JsonProperty("token_lifetime_seconds") @Nullable Integer tokenLifetimeSeconds,
      @JsonProperty("grant_types") @Nullable List<@Nullable String> grantTypes,
      @Nullable JsonNode jwks,
      @JsonProperty("public_key") @Nullable String publicKey,
      @JsonProperty("signs_requests") @Nullable Boolean signsRequests) {

    static final NewClient EMPTY = new NewClient(null, null, null, null, null, null, null);
  }

  /** A client as operators see it; {@code secret} only in the answer to its creation. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record ClientView(
      String id,
      String name,
      List<String> scopes,
      @JsonProperty("token_lifetime_seconds") int tokenLifetimeSeconds,
      @JsonProperty("grant_types") List<String> grantTypes,
      @JsonProperty("token_endpoint_auth_method") String tokenEndpointAuthMethod,
      Optional<JsonNode> jwks,
      @JsonProperty("signs_requests") boolean signsRequests,
      @JsonProperty("created_at") Instant createdAt,
      @JsonProperty("disabled_at") Optional<Instant> disabledAt,
      Optional<String> secret) {

    static ClientView of(ClientEntity client, Optional<String> secret) {
      return new ClientView(
          client.id,
          client.name,
          List.of(client.scopes),
          client.tokenLifetimeSeconds,
          List.of(client.grantTypes),
          client.hasKeys() ? "private_key_jwt" : "client_secret_basic",
          Optional.ofNullable(client.jwks).flatMap(ClientView::json),
          client.signsRequests,
          client.createdAt,
          Optional.ofNullable(client.disabledAt),
          secret);
    }

    private static Optional<JsonNode> json(String jwks) {
      return StrictJson.object(jwks.getBytes(StandardCharsets.UTF_8));
    }
  }

  private final ClientAdmin admin;
  private final RevocationPropagation propagation;
  private final CurrentCall currentCall;

  ClientResource(ClientAdmin admin, RevocationPropagation propagation, CurrentCall currentCall) {
    this.propagation = propagation;
    this.currentCall = currentCall;
    this.admin = admin;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(201)
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:clients:write")
  public Uni<ClientView> create(@Nullable NewClient wanted) {
    NewClient client = wanted == null ? NewClient.EMPTY : wanted;
    return admin
        .create(ClientRegistration.of(client))
        .map(made -> ClientView.of(made.client(), made.secret().map(s -> s.text().reveal())));
  }

  @GET
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:clients:read")
  public Uni<Paging.Page<ClientView>> list(
      @QueryParam("after") @DefaultValue("") String after,
      @QueryParam("limit") @DefaultValue("50") String limit) {
    PageRequest page = PageRequest.read(after, limit);
    return admin
        .page(page.after(), page.limit())
        .map(found -> page.page(found, c -> ClientView.of(c, Optional.empty()), ClientView::id));
  }

  @DELETE
  @Path("/{id}")
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:clients:write")
  public Uni<Response> disable(
      @PathParam("id") String id,
      @RestQuery Optional<String> wait,
      @RestQuery Optional<String> timeout) {
    return propagation.answer(
        Response.Status.NO_CONTENT,
        WaitOption.read(wait, timeout),
        admin.disable(PlainText.id(id), currentCall.client().clientId()));
  }
}
