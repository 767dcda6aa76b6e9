package dev.postern.auth.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.auth.event.RevocationPropagation;
import dev.postern.auth.event.WaitOption;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.CredentialKind;
import dev.postern.common.auth.Guarded;
import dev.postern.common.guard.CurrentCall;
import dev.postern.common.refusal.Refusal;
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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The secrets of a client, for operators. A secret is shown once, when it is made. */
@Path("/admin/v1/clients/{clientId}/secrets")
@Produces(MediaType.APPLICATION_JSON)
public class ClientSecretResource {
  private static final Duration LONGEST_LIFE = Duration.ofDays(36_500);

  /** What an operator says of a secret to be made. */
  public record NewSecret(
      @JsonProperty("expires_at") @Nullable Instant expiresAt,
      @JsonProperty("others_expire_at") @Nullable Instant othersExpireAt) {}

  /** A secret as it is shown; the secret itself only when it has just been made. */
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
  private final InstantSource clock;

  ClientSecretResource(
      ClientSecrets secrets,
      RevocationPropagation propagation,
      CurrentCall currentCall,
      InstantSource clock) {
    this.propagation = propagation;
    this.currentCall = currentCall;
    this.secrets = secrets;
    this.clock = clock;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(201)
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:clients:write")
  public Uni<SecretView> add(@PathParam("clientId") String clientId, @Nullable NewSecret wanted) {
    NewSecret secret = wanted == null ? new NewSecret(null, null) : wanted;
    return secrets
        .add(
            PlainText.id(clientId),
            ahead("expires_at", secret.expiresAt()),
            ahead("others_expire_at", secret.othersExpireAt()))
        .map(made -> SecretView.of(made.entity(), Optional.of(made.secret().text().reveal())));
  }

  @GET
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:clients:read")
  public Uni<Paging.Page<SecretView>> list(
      @PathParam("clientId") String clientId,
      @QueryParam("after") @DefaultValue("") String after,
      @QueryParam("limit") @DefaultValue("50") String limit) {
    return secrets
        .page(PlainText.id(clientId), PlainText.id(after), Paging.limit(limit))
        .map(found -> found.stream().map(s -> SecretView.of(s, Optional.empty())).toList())
        .map(items -> Paging.page(items, Paging.limit(limit), SecretView::id));
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

  private Optional<Instant> ahead(String member, @Nullable Instant given) {
    Instant now = clock.instant();
    if (given != null && (!given.isAfter(now) || given.isAfter(now.plus(LONGEST_LIFE)))) {
      throw new Refusal(
          AuthError.REQUEST_INVALID, member + ": in the future, and within 100 years.");
    }
    return Optional.ofNullable(given);
  }
}
