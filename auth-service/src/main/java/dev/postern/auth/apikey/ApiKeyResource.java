package dev.postern.auth.apikey;

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

/** API keys, for operators. A key is shown once, when it is made. */
@Path("/admin/v1/api-keys")
@Produces(MediaType.APPLICATION_JSON)
public class ApiKeyResource {
  private static final int MAX_LABEL_CHARS = 100;
  private static final Duration LONGEST_LIFE = Duration.ofDays(36_500);

  /** What an operator says of a key to be made. */
  public record NewApiKey(
      @JsonProperty("client_id") @Nullable String clientId,
      @Nullable String label,
      @JsonProperty("expires_at") @Nullable Instant expiresAt) {}

  /** A key as it is shown; the key itself only when it has just been made. */
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
  private final InstantSource clock;

  ApiKeyResource(
      ApiKeys keys,
      RevocationPropagation propagation,
      CurrentCall currentCall,
      InstantSource clock) {
    this.keys = keys;
    this.propagation = propagation;
    this.currentCall = currentCall;
    this.clock = clock;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(201)
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:api-keys:write")
  public Uni<ApiKeyView> create(@Nullable NewApiKey wanted) {
    if (wanted == null || wanted.clientId() == null || !PlainText.isPlain(wanted.clientId())) {
      throw invalid("client_id is needed.");
    }
    return keys.create(wanted.clientId(), label(wanted), expiresAt(wanted))
        .map(made -> ApiKeyView.of(made.entity(), Optional.of(made.key().text().reveal())));
  }

  @GET
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:api-keys:read")
  public Uni<Paging.Page<ApiKeyView>> list(
      @QueryParam("after") @DefaultValue("") String after,
      @QueryParam("limit") @DefaultValue("50") String limit) {
    return keys.page(PlainText.id(after), Paging.limit(limit))
        .map(found -> found.stream().map(k -> ApiKeyView.of(k, Optional.empty())).toList())
        .map(items -> Paging.page(items, Paging.limit(limit), ApiKeyView::id));
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

  private static String label(NewApiKey wanted) {
    String label = wanted.label() == null ? "" : wanted.label().strip();
    if (label.length() > MAX_LABEL_CHARS || !PlainText.isPlain(label)) {
      throw invalid("label: at most " + MAX_LABEL_CHARS + " characters, none of control.");
    }
    return label;
  }

  private Optional<Instant> expiresAt(NewApiKey wanted) {
    Optional<Instant> expiresAt = Optional.ofNullable(wanted.expiresAt());
    Instant now = clock.instant();
    if (expiresAt
        .filter(at -> !at.isAfter(now) || at.isAfter(now.plus(LONGEST_LIFE)))
        .isPresent()) {
      throw invalid("expires_at: in the future, and within 100 years.");
    }
    return expiresAt;
  }

  private static Refusal invalid(String detail) {
    return new Refusal(AuthError.REQUEST_INVALID, detail);
  }
}
