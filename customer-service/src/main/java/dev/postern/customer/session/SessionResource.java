package dev.postern.customer.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.CredentialKind;
import dev.postern.common.auth.Guarded;
import dev.postern.common.guard.CurrentCall;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.secret.Secret;
import dev.postern.common.session.CustomerSession;
import dev.postern.common.session.SessionCookie;
import dev.postern.customer.channel.Channel;
import dev.postern.customer.token.IssuedToken;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;

/** The session that the caller uses: shows it, issues a token for it, and ends it. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class SessionResource {

  /**
   * A session.
   *
   * @param csrfToken a page sends it as {@code X-CSRF-Token} with each changing request
   */
  public record SessionView(
      String id,
      @JsonProperty("customer_id") String customerId,
      String channel,
      @JsonProperty("started_at") Instant startedAt,
      @JsonProperty("expires_at") Instant expiresAt,
      @JsonProperty("csrf_token") String csrfToken) {

    static SessionView of(CustomerSession session, Secret cookie) {
      return new SessionView(
          session.id(),
          session.customerId(),
          session.channel(),
          session.startedAt(),
          session.expiresAt(),
          SessionCookie.csrfToken(cookie).reveal());
    }

    @Override
    public String toString() {
      return "SessionView[" + id + "]";
    }
  }

  /** A token, every value a string, as the login gives it. */
  public record TokenView(
      @JsonProperty("issued_at") String issuedAt,
      @JsonProperty("JWT") String jwt,
      @JsonProperty("expires_in") String expiresIn,
      @JsonProperty("customer_id") String customerId) {

    public static TokenView of(IssuedToken token, String customerId) {
      return new TokenView(
          Long.toString(token.issuedAt().toEpochMilli()),
          token.jwt().reveal(),
          Long.toString(token.expiresIn()),
          customerId);
    }

    @Override
    public String toString() {
      return "TokenView[hidden]";
    }
  }

  private final SessionTokens tokens;
  private final SessionTerminator terminator;
  private final CurrentCall currentCall;

  SessionResource(SessionTokens tokens, SessionTerminator terminator, CurrentCall currentCall) {
    this.tokens = tokens;
    this.terminator = terminator;
    this.currentCall = currentCall;
  }

  /** For a cookie only: a token holds the same claims. */
  @GET
  @Path("session")
  @Guarded(needs = CredentialKind.CUSTOMER)
  public SessionView session() {
    Secret cookie =
        currentCall
            .sessionCookie()
            .orElseThrow(
                () -> new Refusal(AuthError.NOT_FOUND, "The call was not made by a cookie."));
    return SessionView.of(currentCall.customer(), cookie);
  }

  /** For a cookie only: a token cannot extend itself for ever. */
  @POST
  @Path("session/token")
  @Guarded(needs = CredentialKind.CUSTOMER)
  public Uni<TokenView> token() {
    if (currentCall.sessionCookie().isEmpty()) {
      throw new Refusal(AuthError.SESSION_MISSING);
    }
    CustomerSession session = currentCall.customer();
    return tokens
        .freshToken(session, Channel.parse(session.channel()).orElse(Channel.WEB))
        .map(token -> TokenView.of(token, session.customerId()));
  }

  @POST
  @Path("logout")
  @Guarded(needs = CredentialKind.CUSTOMER)
  public Uni<Response> logout() {
    return terminator.endThis(currentCall.customer()).map(SessionResource::ended);
  }

  /** The caller's session has ended: has the browser delete the cookie. */
  static Response ended(Void ended) {
    return Response.noContent().header(HttpHeaders.SET_COOKIE, CookieHeaders.clear()).build();
  }
}
