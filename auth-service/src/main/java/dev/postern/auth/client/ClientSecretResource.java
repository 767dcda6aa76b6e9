package dev.postern.auth.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
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
 * Adds, lists and ends the secrets of a client, for operators. A secret is shown once, in the
 * answer to its creation.
 */
@Path("/admin/v1/clients/{clientId}/secrets")
@Produces(MediaType.APPLICATION_JSON)
public class ClientSecretResource {
  /**
   * A request for a new secret.
   *
   * @param othersExpireAt when the other live secrets end at the latest
   */
  public record NewSecret(
      @JsonProperty("expires_at") @Nullable Instant expiresAt,
      @JsonProperty("others_expire_at") @Nullable Instant othersExpireAt) {

    static final NewSecret EMPTY = new NewSecret(null, null);
  }

  /** A secret as operators see it; {@code secret} only in the answer to its creation. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record SecretView(
      String id,
      @JsonProperty("created_at") Instant createdAt,
      @JsonProperty("expires_at") Optional<Instant> expiresAt,
      Optional<String> secret) {

    static SecretView of(ClientSecretEntity entity, Optional<String> secret) {
      return new SecretView(
          entity.id, entity.createdAt, Optional.ofNullable(entity.expiresAt), secret);
    }
  }

  private final ClientSecrets secrets;
  private final RevocationPropagation propagation;
  private final CurrentCall currentCall;
  private final Expiries expiries;

  ClientSecretResource(
      ClientSecrets secrets,
      RevocationPropagation propagation,
      CurrentCall currentCall,
      Expiries expiries) {
    this.propagation = propagation;
    this.currentCall = currentCall;
    this.secrets = secrets;
    this.expiries = expiries;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(201)
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:clients:write")
  public Uni<SecretView> add(@PathParam("clientId") String clientId, @Nullable NewSecret wanted) {
    NewSecret secret = wanted == null ? NewSecret.EMPTY : wanted;
    return secrets
        .add(
            PlainText.id(clientId),
            expiries.read("expires_at", secret.expiresAt()),
            expiries.read("others_expire_at", secret.othersExpireAt()))
        .map(made -> SecretView.of(made.entity(), Optional.of(made.secret().text().reveal())));
  }

  @GET
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:clients:read")
  public Uni<Paging.Page<SecretView>> list(
      @PathParam("clientId") String clientId,
      @QueryParam("after") @DefaultValue("") String after,
      @QueryParam("limit") @DefaultValue("50") String limit) {
    String client = PlainText.id(clientId);
    PageRequest page = PageRequest.read(after, limit);
    return secrets
        .page(client, page.after(), page.limit())
        .map(found -> page.page(found, s -> SecretView.of(s, Optional.empty()), SecretView::id));
  }

  @DELETE
  @Path("/{secretId}")
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:clients:write")
  public Uni<Response> end(
      @PathParam("clientId") String clientId,
      @PathParam("secretId") String secretId,
      @RestQuery Optional<String> wait,
      @RestQuery Optional<String> timeout) {
    return propagation.answer(
        Response.Status.NO_CONTENT,
        WaitOption.read(wait, timeout),
        secrets.end(
            PlainText.id(clientId), PlainText.id(secretId), currentCall.client().clientId()));
  }
}
