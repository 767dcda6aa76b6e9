package dev.postern.customer.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.CredentialKind;
import dev.postern.common.auth.Guarded;
import dev.postern.common.guard.CurrentCall;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.session.CustomerSession;
import dev.postern.common.web.Paging;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lists a customer's live sessions over all channels, and ends them. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class SessionListResource {
  private static final String BEFORE_ALL = "00000000-0000-0000-0000-000000000000";

  /**
   * A session in the list.
   *
   * @param mode {@code cookie}, {@code token} or {@code refreshable}
   * @param expiresAt when it expires unless it is used
   * @param current whether the caller uses it
   */
  public record SessionItem(
      String id,
      String channel,
      String mode,
      @JsonProperty("started_at") Instant startedAt,
      @JsonProperty("last_seen_at") Instant lastSeenAt,
      @JsonProperty("expires_at") Instant expiresAt,
      boolean current) {

    static SessionItem of(StoredSession session, CustomerSession mine) {
      return new SessionItem(
          session.id().toString(),
          session.channel(),
          session.mode().label(),
          session.startedAt(),
          session.lastSeenAt(),
          session.endsAt(),
          session.id().toString().equals(mine.id()));
    }
  }

  /**
   * Which sessions to end.
   *
   * @param which {@code this}, {@code others} or {@code all}
   */
  public record Ending(@Nullable String which) {}

  private final LiveSessions liveSessions;
  private final SessionTerminator terminator;
  private final CurrentCall currentCall;

  SessionListResource(
      LiveSessions liveSessions, SessionTerminator terminator, CurrentCall currentCall) {
    this.liveSessions = liveSessions;
    this.terminator = terminator;
    this.currentCall = currentCall;
  }

  @GET
  @Path("sessions")
  @Guarded(needs = CredentialKind.CUSTOMER)
  public Uni<Paging.Page<SessionItem>> list(
      @QueryParam("after") @DefaultValue(BEFORE_ALL) String after,
      @QueryParam("limit") @DefaultValue("50") String limit) {
    CustomerSession mine = currentCall.customer();
    int most = Paging.limit(limit);
    return liveSessions
        .page(mine.customerId(), id(after, AuthError.REQUEST_INVALID), most)
        .map(found -> found.stream().map(session -> SessionItem.of(session, mine)).toList())
        .map(items -> Paging.page(items, most, SessionItem::id));
  }

  @DELETE
  @Path("sessions/{id}")
  @Guarded(needs = CredentialKind.CUSTOMER)
  public Uni<Response> end(String id) {
    return terminator
        .end(currentCall.customer(), id(id, AuthError.NOT_FOUND))
        .map(ended -> Response.noContent().build());
  }

  @POST
  @Path("sessions:end")
  @Consumes(MediaType.APPLICATION_JSON)
  @Guarded(needs = CredentialKind.CUSTOMER)
  public Uni<Response> endSome(@Nullable Ending ending) {
    CustomerSession mine = currentCall.customer();
    String which = ending == null || ending.which() == null ? "" : ending.which();
    return switch (which) {
      case "this" -> terminator.endThis(mine).map(SessionResource::ended);
      case "others" -> terminator.endOthers(mine).map(ended -> Response.noContent().build());
      case "all" -> terminator.endAll(mine).map(SessionResource::ended);
      default -> throw new Refusal(AuthError.REQUEST_INVALID, "which: this, others or all.");
    };
  }

  private static UUID id(String text, AuthError otherwise) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException malformed) {
      throw new Refusal(otherwise);
    }
  }
}
