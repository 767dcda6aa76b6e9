package dev.postern.auth.hmackey;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.auth.event.RevocationPropagation;
import dev.postern.auth.event.WaitOption;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.CredentialKind;
import dev.postern.common.auth.Guarded;
import dev.postern.common.guard.CurrentCall;
import dev.postern.common.refusal.Refusal;
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

/** HMAC keys, for operators. A secret is shown once, when it is made. */
@Path("/admin/v1/hmac-keys")
@Produces(MediaType.APPLICATION_JSON)
public class HmacKeyResource {
  private static final Logger LOGGER = Logger.getLogger(HmacKeyResource.class);
  private static final Duration KNOWN_WITHIN = Duration.ofSeconds(1);
  private static final int MAX_LABEL_CHARS = 100;
  private static final Duration LONGEST_LIFE = Duration.ofDays(36_500);
  private static final Duration DEFAULT_OVERLAP = Duration.ofDays(1);
  private static final Duration LONGEST_OVERLAP = Duration.ofDays(90);

  /** What an operator says of a key to be made. */
  public record NewHmacKey(
      @JsonProperty("client_id") @Nullable String clientId,
      @Nullable String label,
      @JsonProperty("expires_at") @Nullable Instant expiresAt) {}

  /**
   * What an operator says of another secret.
   *
   * @param previousEndsAt until when the one before verifies beside it; a day if not said
   */
  public record Rotation(@JsonProperty("previous_ends_at") @Nullable Instant previousEndsAt) {}

  /**
   * A key as it is shown.
   *
   * @param secret base64url of 32 octets; only when it has just been made
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

    static HmacKeyView of(HmacKeys.Created made) {
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
  private final InstantSource clock;

  HmacKeyResource(
      HmacKeys keys,
      NewSecrets newSecrets,
      RevocationPropagation propagation,
      CurrentCall currentCall,
      InstantSource clock) {
    this.keys = keys;
    this.newSecrets = newSecrets;
    this.propagation = propagation;
    this.currentCall = currentCall;
    this.clock = clock;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(201)
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:hmac-keys:write")
  public Uni<HmacKeyView> create(@Nullable NewHmacKey wanted) {
    if (wanted == null || wanted.clientId() == null || !PlainText.isPlain(wanted.clientId())) {
      throw invalid("client_id is needed.");
    }
    Optional<Instant> expiresAt =
        Optional.ofNullable(wanted.expiresAt())
            .map(at -> ahead("expires_at: in the future, and within 100 years.", at, LONGEST_LIFE));
    return keys.create(wanted.clientId(), label(wanted), expiresAt)
        .call(this::announce)
        .map(HmacKeyView::of);
  }

  @GET
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:hmac-keys:read")
  public Uni<Paging.Page<HmacKeyView>> list(
      @QueryParam("after") @DefaultValue("") String after,
      @QueryParam("limit") @DefaultValue("50") String limit) {
    return keys.page(PlainText.id(after), Paging.limit(limit))
        .map(found -> found.stream().map(HmacKeyView::of).toList())
        .map(items -> Paging.page(items, Paging.limit(limit), HmacKeyView::id));
  }

  @POST
  @Path("/{id}:rotate")
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(201)
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:hmac-keys:write")
  public Uni<HmacKeyView> rotate(@PathParam("id") String id, @Nullable Rotation wanted) {
    Instant end =
        wanted == null || wanted.previousEndsAt() == null
            ? clock.instant().plus(DEFAULT_OVERLAP)
            : ahead(
                "previous_ends_at: in the future, and within 90 days.",
                wanted.previousEndsAt(),
                LONGEST_OVERLAP);
    return keys.rotate(PlainText.id(id), end, currentCall.client().clientId())
        .call(this::announce)
        .call(this::untilKnown)
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

  /** Before anybody has it. If Redis is away, the secret waits like older ones when it is back. */
  private Uni<Void> announce(HmacKeys.Created made) {
    return newSecrets
        .announce(made.entity().id, made.entity().secretCreatedAt)
        .onFailure()
        .invoke(away -> LOGGER.debugf("secret not announced: %s", away.toString()))
        .onFailure()
        .recoverWithNull();
  }

  /** Whoever has the secret may use it at once, wherever; not all verifiers need be there. */
  private Uni<Boolean> untilKnown(HmacKeys.Created made) {
    return propagation
        .applied(Uni.createFrom().item(made.event()), KNOWN_WITHIN)
        .onFailure()
        .recoverWithItem(false);
  }

  private static String label(NewHmacKey wanted) {
    String label = wanted.label() == null ? "" : wanted.label().strip();
    if (label.length() > MAX_LABEL_CHARS || !PlainText.isPlain(label)) {
      throw invalid("label: at most " + MAX_LABEL_CHARS + " characters, none of control.");
    }
    return label;
  }

  private Instant ahead(String rule, Instant given, Duration most) {
    Instant now = clock.instant();
    if (!given.isAfter(now) || given.isAfter(now.plus(most))) {
      throw invalid(rule);
    }
    return given;
  }

  private static Refusal invalid(String detail) {
    return new Refusal(AuthError.REQUEST_INVALID, detail);
  }
}
