package dev.postern.customer.context;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.CredentialKind;
import dev.postern.common.auth.Guarded;
import dev.postern.common.guard.CurrentCall;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.secret.Secret;
import dev.postern.common.session.CustomerSession;
import dev.postern.customer.channel.Channel;
import dev.postern.customer.session.SessionTokens;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The context that an app hands to the vendor's SDK: the customer and the credential. */
@Path("/channels/{channel}/context")
@Produces(MediaType.APPLICATION_JSON)
public class ContextResource {
  private static final String SCOPE = "customer";

  /** The customer in the chat; the SDKs of iOS and Android read {@code Auth.Token} only. */
  public record ContextView(
      @JsonProperty("CustomerId") String customerId, @JsonProperty("Auth") AuthView auth) {}

  /** The values that the vendor sends when it requests the customer's profile. */
  public record AuthView(
      @JsonProperty("Token") String token,
      @JsonProperty("Scopes") List<String> scopes,
      @JsonProperty("Body") BodyView body,
      @JsonProperty("Headers") Map<String, String> headers,
      @JsonProperty("Cookies") Map<String, String> cookies) {

    @Override
    public String toString() {
      return "AuthView[hidden]";
    }
  }

  /**
   * The token's expiry and scope.
   *
   * @param expiry in epoch seconds
   */
  public record BodyView(
      @JsonProperty("token_expiry") String expiry, @JsonProperty("token_scope") String scope) {}

  private final SessionTokens tokens;
  private final CurrentCall currentCall;

  ContextResource(SessionTokens tokens, CurrentCall currentCall) {
    this.tokens = tokens;
    this.currentCall = currentCall;
  }

  /** Returns the caller's own token if it is of this channel, unless a fresh one is requested. */
  @GET
  @Guarded(needs = CredentialKind.CUSTOMER)
  public Uni<ContextView> context(
      String channel, @QueryParam("refresh") @DefaultValue("false") String refresh) {
    Channel wanted =
        Channel.parse(channel)
            .orElseThrow(() -> new Refusal(AuthError.NOT_FOUND, "Channels: web, ios, android."));
    CustomerSession session = currentCall.customer();
    Optional<Secret> token = currentCall.customerToken();
    boolean keeps = !isRefresh(refresh) && session.channel().equals(wanted.label());
    return keeps && token.isPresent()
        ? Uni.createFrom().item(view(session, token.get(), session.expiresAt()))
        : tokens
            .freshToken(session, wanted)
            .map(fresh -> view(session, fresh.jwt(), fresh.expiresAt()));
  }

  private static boolean isRefresh(String refresh) {
    return switch (refresh) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new Refusal(AuthError.REQUEST_INVALID, "refresh: true or false.");
    };
  }

  private static ContextView view(CustomerSession session, Secret token, Instant expiresAt) {
    return new ContextView(
        session.customerId(),
        new AuthView(
            token.reveal(),
            List.of(SCOPE),
            new BodyView(Long.toString(expiresAt.getEpochSecond()), SCOPE),
            Map.of(),
            Map.of()));
  }
}
