package dev.postern.auth.hmackey;

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
import dev.postern.common.signature.NewSecrets;
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
import java.util.Base64;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/**
 * Creates, rotates, lists and revokes HMAC keys, for operators. A secret is shown once, in the
 * answer to its creation.
 */
@Path("/admin/v1/hmac-keys")
@Produces(MediaType.APPLICATION_JSON)
public class HmacKeyResource {
  private static final Logger LOGGER = Logger.getLogger(HmacKeyResource.class);
  private static final Duration PROPAGATION_WAIT = Duration.ofSeconds(1);
  private static final Duration DEFAULT_OVERLAP = Duration.ofDays(1);
  private static final Duration LONGEST_OVERLAP = Duration.ofDays(90);

  /** A request to create a key. */
  public record NewHmacKey(
      @JsonProperty("client_id") @Nullable String clientId,
      @Nullable String label,
      @JsonProperty("expires_at") @Nullable Instant expiresAt) {

    static final NewHmacKey EMPTY = new NewHmacKey(null, null, null);
  }

  /**
   * A request for a new secret.
   *
   * @param previousEndsAt until when the previous secret verifies too; a day if absent
   */
  public record NewHmacSecret(@JsonProperty("previous_ends_at") @Nullable Instant previousEndsAt) {

    static final NewHmacSecret EMPTY = new NewHmacSecret(null);
  }

  /**
   * A key as operators see it.
   *
   * @param secret base64url of 32 bytes; only in the answer to its creation
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record HmacKeyView(
      String id,
      @JsonProperty("client_id") String clientId,
      String label,
      @JsonProperty("created_at") Instant createdAt,
      @JsonProperty("secret_created_at") Instant secretCreatedAt,
      @JsonProperty("previous_ends_at") Optional<Instant> previousEndsAt,
      @JsonProperty("expires_at") Optional<Instant> expiresAt,
      @JsonProperty("revoked_at") Optional<Instant> revokedAt,
      Optional<String> secret) {

    static HmacKeyView of(HmacKeyEntity entity) {
      return of(entity, Optional.empty());
    }

    static HmacKeyView of(HmacKeys.CreatedHmacKey made) {
      return of(
          made.entity(),
          Optional.of(
              Base64.getUrlEncoder().withoutPadding().encodeToString(made.secret().revealBytes())));
    }

    private static HmacKeyView of(HmacKeyEntity entity, Optional<String> secret) {
      return new HmacKeyView(
          entity.id,
          entity.clientId,
          entity.label,
          entity.createdAt,
          entity.secretCreatedAt,
          Optional.ofNullable(entity.previousEndsAt),
          Optional.ofNullable(entity.expiresAt),
          Optional.ofNullable(entity.revokedAt),
          secret);
    }
  }

  private final HmacKeys keys;
  private final NewSecrets newSecrets;
  private final RevocationPropagation propagation;
  private final CurrentCall currentCall;
  private final Expiries expiries;
  private final InstantSource clock;

  HmacKeyResource(
      HmacKeys keys,
      NewSecrets newSecrets,
      RevocationPropagation propagation,
      CurrentCall currentCall,
      Expiries expiries,
      InstantSource clock) {
    this.keys = keys;
    this.newSecrets = newSecrets;
    this.propagation = propagation;
    this.currentCall = currentCall;
    this.expiries = expiries;
    this.clock = clock;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(201)
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:hmac-keys:write")
  public Uni<HmacKeyView> create(@Nullable NewHmacKey wanted) {
    NewHmacKey key = wanted == null ? NewHmacKey.EMPTY : wanted;
    String clientId = AdminFields.clientId(key.clientId());
    Optional<Instant> expiresAt = expiries.read("expires_at", key.expiresAt());
    return keys.create(clientId, AdminFields.label(key.label()), expiresAt)
        .call(this::announce)
        .map(HmacKeyView::of);
  }

  @GET
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:hmac-keys:read")
  public Uni<Paging.Page<HmacKeyView>> list(
      @QueryParam("after") @DefaultValue("") String after,
      @QueryParam("limit") @DefaultValue("50") String limit) {
    PageRequest page = PageRequest.read(after, limit);
    return keys.page(page.after(), page.limit())
        .map(found -> page.page(found, HmacKeyView::of, HmacKeyView::id));
  }

  @POST
  @Path("/{id}:rotate")
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(201)
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:hmac-keys:write")
  public Uni<HmacKeyView> rotate(@PathParam("id") String id, @Nullable NewHmacSecret wanted) {
    NewHmacSecret secret = wanted == null ? NewHmacSecret.EMPTY : wanted;
    Instant end =
        expiries
            .read("previous_ends_at", secret.previousEndsAt(), LONGEST_OVERLAP)
            .orElseGet(() -> clock.instant().plus(DEFAULT_OVERLAP));
    return keys.rotate(PlainText.id(id), end, currentCall.client().clientId())
        .call(this::announce)
        .call(this::awaitPropagation)
        .map(HmacKeyView::of);
  }

  @POST
  @Path("/{id}:end-previous")
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:hmac-keys:write")
  public Uni<Response> endPrevious(
      @PathParam("id") String id,
      @RestQuery Optional<String> wait,
      @RestQuery Optional<String> timeout) {
    return propagation.answer(
        Response.Status.NO_CONTENT,
        WaitOption.read(wait, timeout),
        keys.endPrevious(PlainText.id(id), currentCall.client().clientId()));
  }

  @DELETE
  @Path("/{id}")
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:hmac-keys:write")
  public Uni<Response> revoke(
      @PathParam("id") String id,
      @RestQuery Optional<String> wait,
      @RestQuery Optional<String> timeout) {
    return propagation.answer(
        Response.Status.NO_CONTENT,
        WaitOption.read(wait, timeout),
        keys.revoke(PlainText.id(id), currentCall.client().clientId()));
  }

  /**
   * Announces the secret to the nonce store before the caller has it. If Redis is down, the secret
   * is treated like older ones when Redis is back: it waits until no nonce can be missing.
   */
  private Uni<Void> announce(HmacKeys.CreatedHmacKey made) {
    return newSecrets
        .announce(made.entity().id, made.entity().secretCreatedAt)
        .onFailure()
        .invoke(away -> LOGGER.debugf("secret not announced: %s", away.toString()))
        .onFailure()
        .recoverWithNull();
  }

  /**
   * Waits a moment for the verifiers, so that the new secret works everywhere. Some may be down.
   */
  private Uni<Boolean> awaitPropagation(HmacKeys.CreatedHmacKey made) {
    return propagation
        .applied(Uni.createFrom().item(made.event()), PROPAGATION_WAIT)
        .onFailure()
        .recoverWithItem(false);
  }
}
