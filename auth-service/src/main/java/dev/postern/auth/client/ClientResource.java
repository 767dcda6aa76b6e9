package dev.postern.auth.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
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
 * Clients, for operators, in the words of RFC 7591 §2. A client proves itself by the keys it is
 * registered with, or else by a secret, which is shown once, when it is made.
 */
@Path("/admin/v1/clients")
@Produces(MediaType.APPLICATION_JSON)
public class ClientResource {

  /**
   * What an operator says of a client to be made.
   *
   * @param jwks or {@code publicKey}, not both
   * @param signsRequests whether it may sign its requests in place of presenting an access token
   */
  public record NewClient(
      @Nullable String name,
      @Nullable List<String> scopes,
      @JsonProperty("token_lifetime_seconds") @Nullable Integer tokenLifetimeSeconds,
      @JsonProperty("grant_types") @Nullable List<@Nullable String> grantTypes,
      @Nullable JsonNode jwks,
      @JsonProperty("public_key") @Nullable String publicKey,
      @JsonProperty("signs_requests") @Nullable Boolean signsRequests) {

    static final NewClient NOTHING_SAID = new NewClient(null, null, null, null, null, null, null);
  }

  /** A client as it is shown; the secret only when it has just been made. */
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
          client.provesItselfByKeys() ? "private_key_jwt" : "client_secret_basic",
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
    NewClient client = wanted == null ? NewClient.NOTHING_SAID : wanted;
    return admin
        .create(ClientRegistration.of(client))
        .map(made -> ClientView.of(made.client(), made.secret().map(s -> s.text().reveal())));
  }

  @GET
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:clients:read")
  public Uni<Paging.Page<ClientView>> list(
      @QueryParam("after") @DefaultValue("") String after,
      @QueryParam("limit") @DefaultValue("50") String limit) {
    return admin
        .page(PlainText.id(after), Paging.limit(limit))
        .map(found -> found.stream().map(c -> ClientView.of(c, Optional.empty())).toList())
        .map(items -> Paging.page(items, Paging.limit(limit), ClientView::id));
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
