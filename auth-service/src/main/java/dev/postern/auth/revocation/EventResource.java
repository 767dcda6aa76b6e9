package dev.postern.auth.revocation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.auth.event.RevocationPropagation;
import dev.postern.auth.event.SecurityEventLog;
import dev.postern.auth.event.SecurityEventLog.Written;
import dev.postern.auth.event.WaitOption;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.CredentialKind;
import dev.postern.common.auth.Guarded;
import dev.postern.common.guard.CurrentCall;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.revocation.RevocationEntry;
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
import java.util.HexFormat;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Security events, for operators: what was revoked, and revoking tokens by hand. */
@Path("/admin/v1/events")
@Produces(MediaType.APPLICATION_JSON)
public class EventResource {
  private static final int MAX_ID_CHARS = 256;

  /**
   * What an operator wants dead.
   *
   * @param kind {@code token}, {@code family}, {@code subject} or {@code client}
   * @param id the {@code jti}, {@code sid}, {@code sub} or {@code client_id}
   */
  public record NewEvent(@Nullable String kind, @Nullable String id) {}

  /** An event as it is shown; of what it revokes only the hash is kept. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record EventView(
      long seq,
      String kind,
      @JsonProperty("subject_hash") String subjectHash,
      Optional<Instant> cutoff,
      @JsonProperty("expires_at") Instant expiresAt,
      String actor,
      @JsonProperty("created_at") Instant createdAt) {

    static EventView of(Written event) {
      RevocationEntry entry = event.event().entry();
      return new EventView(
          event.event().seq(),
          event.event().kind().label(),
          HexFormat.of().formatHex(entry.key().octets()),
          Optional.of(entry.cutoff()).filter(cutoff -> cutoff.isBefore(RevocationEntry.FOREVER)),
          entry.expiresAt(),
          event.actor(),
          event.event().createdAt());
    }
  }

  private final SecurityEventLog log;
  private final TokenRevoker revoker;
  private final RevocationPropagation propagation;
  private final CurrentCall currentCall;

  EventResource(
      SecurityEventLog log,
      TokenRevoker revoker,
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
        .filter(TokenRevoker.KINDS::contains)
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
