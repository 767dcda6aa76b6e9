package dev.postern.auth.revocation;

import dev.postern.auth.client.Client;
import dev.postern.auth.event.RevocationPropagation;
import dev.postern.auth.event.WaitOption;
import dev.postern.auth.introspection.PresentedToken;
import dev.postern.auth.introspection.PresentedTokens;
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
import dev.postern.common.revocation.RevocationKind;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Token revocation (RFC 7009) by the client that the token was issued to. A token of another client
 * gets the same answer and stays valid. {@code wait=applied} and {@code timeout=<ms>} are an
 * extension: the answer then says how many verifiers refuse the token by now.
 */
@Path("/oauth/revoke")
public class RevocationResource {
  private static final String WAIT = "wait";
  private static final String TIMEOUT = "timeout";

  private final OAuthEndpoint endpoint;
  private final PresentedTokens tokens;
  private final TokenRevoker revoker;
  private final RevocationCheck revocation;
  private final RevocationPropagation propagation;

  RevocationResource(
      OAuthEndpoint endpoint,
      PresentedTokens tokens,
      TokenRevoker revoker,
      RevocationCheck revocation,
      RevocationPropagation propagation) {
    this.endpoint = endpoint;
    this.tokens = tokens;
    this.revoker = revoker;
    this.revocation = revocation;
    this.propagation = propagation;
  }

  @POST
  @Open(because = "the client authenticates in the request: RFC 7009 §2.1")
  public Uni<Response> revoke(
      @Context HttpHeaders headers, @Context UriInfo uri, byte @Nullable [] body) {
    return endpoint.serve(
        "RevocationResource.revoke",
        () -> OAuthRequests.read(Sent.of(headers, uri, body), "token", Set.of(WAIT, TIMEOUT)),
        this::revoke);
  }

  private Uni<OAuthAnswer> revoke(Client client, OAuthRequest request) {
    WaitOption wait = WaitOption.read(request.get(WAIT), request.get(TIMEOUT));
    return tokens
        .find(request.mustGet("token"))
        .flatMap(
            token ->
                propagation
                    .answer(Response.Status.OK, wait, revoke(client, token))
                    .map(response -> new OAuthAnswer(response, detail(client, token))));
  }

  private Uni<Optional<Long>> revoke(Client client, PresentedToken presented) {
    return switch (presented) {
      case PresentedToken.OtherKind other -> throw new Refusal(AuthError.TOKEN_TYPE_UNSUPPORTED);
      case PresentedToken.SignedToken(VerifiedJwt token)
          when presented.isOf(client) && !revocation.isRevoked(token) ->
          revoker.revokeToken(token.tokenId(), token.expiresAt(), client.id());
      case PresentedToken.RefreshToken(Family family, boolean isLive) when presented.isOf(client) ->
          revoker.revoke(RevocationKind.FAMILY, family.id().toString(), client.id());
      case PresentedToken.SignedToken others -> nothing();
      case PresentedToken.RefreshToken others -> nothing();
      case PresentedToken.Unknown unknown -> nothing();
    };
  }

  private static Uni<Optional<Long>> nothing() {
    return Uni.createFrom().item(Optional.empty());
  }

  private static String detail(Client client, PresentedToken presented) {
    if (!presented.isOf(client)) {
      return "nothing of the client's";
    }
    return switch (presented) {
      case PresentedToken.SignedToken(VerifiedJwt token) -> "revoked jti " + token.tokenId();
      case PresentedToken.RefreshToken(Family family, boolean isLive) ->
          "revoked sid " + family.id();
      case PresentedToken.OtherKind other -> "nothing";
      case PresentedToken.Unknown unknown -> "nothing";
    };
  }
}
