package dev.postern.auth.introspection;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.auth.client.Client;
import dev.postern.auth.oauth.OAuthAnswer;
import dev.postern.auth.oauth.OAuthEndpoint;
import dev.postern.auth.oauth.OAuthRequest;
import dev.postern.auth.oauth.OAuthRequests;
import dev.postern.auth.oauth.OAuthRequests.Sent;
import dev.postern.auth.refresh.Family;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.Open;
import dev.postern.common.auth.RevocationCheck;
import dev.postern.common.jwt.VerifiedJwt;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.settings.GuardConfig;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Token introspection (RFC 7662) of the client's own tokens, and of all tokens for a client with
 * the scope {@value #ANY_SCOPE}. Any other token is reported as not active, without more (§4).
 */
@Path("/oauth/introspect")
public class IntrospectionResource {
  static final String ANY_SCOPE = "tokens:introspect";

  /** RFC 7662 §2.2; times in epoch seconds. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Introspection(
      boolean active,
      Optional<String> scope,
      @JsonProperty("client_id") Optional<String> clientId,
      @JsonProperty("token_type") Optional<String> tokenType,
      Optional<Long> exp,
      Optional<Long> iat,
      Optional<String> sub,
      Optional<String> aud,
      Optional<String> iss,
      Optional<String> jti,
      Optional<String> sid,
      Optional<String> channel) {}

  private static final Introspection INACTIVE =
      new Introspection(
          false,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  private final OAuthEndpoint endpoint;
  private final PresentedTokens tokens;
  private final RevocationCheck revocation;
  private final GuardConfig guard;

  IntrospectionResource(
      OAuthEndpoint endpoint,
      PresentedTokens tokens,
      RevocationCheck revocation,
      GuardConfig guard) {
    this.endpoint = endpoint;
    this.tokens = tokens;
    this.revocation = revocation;
    this.guard = guard;
  }

  @POST
  @Open(because = "the client authenticates in the request: RFC 7662 §2.1")
  public Uni<Response> introspect(
      @Context HttpHeaders headers, @Context UriInfo uri, byte @Nullable [] body) {
    return endpoint.serve(
        "IntrospectionResource.introspect",
        () -> OAuthRequests.read(Sent.of(headers, uri, body), "token", Set.of()),
        this::introspect);
  }

  private Uni<OAuthAnswer> introspect(Client client, OAuthRequest request) {
    if (revocation.isStale()) {
      throw new Refusal(AuthError.DEPENDENCY_UNAVAILABLE);
    }
    return tokens
        .find(request.mustGet("token"))
        .map(token -> mayIntrospect(client, token) ? describe(token) : INACTIVE)
        .map(IntrospectionResource::answer);
  }

  private static OAuthAnswer answer(Introspection introspection) {
    return new OAuthAnswer(
        Response.ok(introspection, MediaType.APPLICATION_JSON_TYPE).build(),
        introspection.active() ? "active" : "not active");
  }

  private static boolean mayIntrospect(Client client, PresentedToken token) {
    return token.isOf(client) || client.scopes().contains(ANY_SCOPE);
  }

  private Introspection describe(PresentedToken presented) {
    return switch (presented) {
      case PresentedToken.SignedToken(VerifiedJwt token) when !revocation.isRevoked(token) ->
          describe(token);
      case PresentedToken.RefreshToken(Family family, boolean isLive) when isLive ->
          describe(family);
      case PresentedToken.SignedToken revoked -> INACTIVE;
      case PresentedToken.RefreshToken ended -> INACTIVE;
      case PresentedToken.OtherKind other -> INACTIVE;
      case PresentedToken.Unknown unknown -> INACTIVE;
    };
  }

  private Introspection describe(VerifiedJwt token) {
    return new Introspection(
        true,
        Optional.of(String.join(" ", token.scopes())).filter(scope -> !scope.isEmpty()),
        Optional.of(token.clientId()),
        Optional.of("Bearer"),
        Optional.of(token.expiresAt().getEpochSecond()),
        Optional.of(token.issuedAt().getEpochSecond()),
        Optional.of(token.subject()),
        Optional.of(token.kind().audience()),
        Optional.of(guard.issuer()),
        Optional.of(token.tokenId()),
        token.sessionId(),
        token.channel());
  }

  private Introspection describe(Family family) {
    return new Introspection(
        true,
        Optional.of(String.join(" ", family.scopes())).filter(scope -> !scope.isEmpty()),
        Optional.of(family.clientId()),
        Optional.of("refresh_token"),
        Optional.empty(),
        Optional.empty(),
        Optional.of(family.subject()),
        Optional.empty(),
        Optional.of(guard.issuer()),
        Optional.empty(),
        Optional.of(family.id().toString()),
        family.channel());
  }
}
