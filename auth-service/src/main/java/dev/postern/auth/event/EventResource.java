package dev.postern.auth.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.CredentialKind;
import dev.postern.common.auth.Guarded;
import dev.postern.common.guard.CurrentCall;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.web.Paging;
import dev.postern.common.web.PlainText;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Security events, for operators: lists them, and revokes tokens by writing one. */
@Path("/admin/v1/events")
@Produces(MediaType.APPLICATION_JSON)
public class EventResource {
  private static final int MAX_ID_CHARS = 256;

  /**
   * What an operator wants to revoke.
   *
   * @param kind {@code token}, {@code family}, {@code subject} or {@code client}
   * @param id the {@code jti}, {@code sid}, {@code sub} or {@code client_id}
   */
  public record NewEvent(@Nullable String kind, @Nullable String id) {}

  /** An event as it is shown. Only a hash is kept of what it revokes. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record EventView(
      long seq,
      String kind,
      @JsonProperty("subject_hash") String subjectHash,
      Optional<Instant> cutoff,
      @JsonProperty("expires_at") Instant expiresAt,
      String actor,
      @JsonProperty("created_at") Instant createdAt) {

    static EventView of(LoggedEvent event) {
      return new EventView(
          event.seq(),
          event.kind(),
          event.subjectHash(),
          event.cutoff(),
          event.expiresAt(),
          event.actor(),
          event.createdAt());
    }
  }

  private final SecurityEventLog log;
  private final TokenRevocation revoker;
  private final RevocationPropagation propagation;
  private final CurrentCall currentCall;

  EventResource(
      SecurityEventLog log,
      TokenRevocation revoker,
      RevocationPropagation propagation,
      CurrentCall currentCall) {
    this.log = log;
    this.revoker = revoker;
    this.propagation = propagation;
    this.currentCall = currentCall;
  }

  @GET
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:events:read")
  public Uni<Paging.Page<EventView>> list(
      @QueryParam("after") @DefaultValue("0") String after,
      @QueryParam("limit") @DefaultValue("50") String limit) {
    return log.page(seq(after), Paging.limit(limit))
        .map(found -> found.stream().map(EventView::of).toList())
        .map(items -> Paging.page(items, Paging.limit(limit), event -> "" + event.seq()));
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Guarded(needs = CredentialKind.ACCESS_TOKEN, scope = "admin:events:write")
  public Uni<Response> revoke(
      @Nullable NewEvent wanted,
      @RestQuery Optional<String> wait,
      @RestQuery Optional<String> timeout) {
    WaitOption patience = WaitOption.read(wait, timeout);
    if (wanted == null || wanted.kind() == null || wanted.id() == null) {
      throw invalid("kind and id are needed.");
    }
    if (wanted.id().isEmpty()
        || wanted.id().length() > MAX_ID_CHARS
        || !PlainText.isPlain(wanted.id())) {
      throw invalid("id: 1 to " + MAX_ID_CHARS + " characters, none of control.");
    }
    return propagation.answer(
        Response.Status.CREATED,
        patience,
        revoker.revoke(kind(wanted.kind()), wanted.id(), currentCall.client().clientId()));
  }

  private static RevocationKind kind(String label) {
    return RevocationKind.ofLabel(label)
        .filter(TokenRevocation.KINDS::contains)
        .orElseThrow(
            () ->
                invalid(
                    "kind: token, family, subject or client. API keys, secrets and signing keys are"
                        + " revoked where they are listed."));
  }

  private static long seq(String after) {
    if (!after.matches("[0-9]{1,18}")) {
      throw invalid("after: a number.");
    }
    return Long.parseLong(after);
  }

  private static Refusal invalid(String detail) {
    return new Refusal(AuthError.REQUEST_INVALID, detail);
  }
}
