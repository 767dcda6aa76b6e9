package dev.postern.auth.token;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.auth.client.Client;
import dev.postern.auth.oauth.OAuthAnswer;
import dev.postern.auth.oauth.OAuthEndpoint;
import dev.postern.auth.oauth.OAuthRequest;
import dev.postern.auth.oauth.OAuthRequests;
import dev.postern.auth.oauth.OAuthRequests.Sent;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.Open;
import dev.postern.common.refusal.Refusal;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The token endpoint (RFC 6749 §3.2), and the ASAPP dialect of it. */
@Path("/")
public class TokenResource {
  private static final String ROUTE = "TokenResource.token";
  private static final String GRANT_TYPE = "grant_type";

  /** RFC 6749 §5.1 for ASAPP: every value is a string, and {@code scope} names the grant. */
  public record AsappTokenAnswer(
      @JsonProperty("token_type") String tokenType,
      @JsonProperty("issued_at") String issuedAt,
      @JsonProperty("client_id") String clientId,
      @JsonProperty("access_token") String accessToken,
      String scope,
      @JsonProperty("expires_in") String expiresIn) {

    static AsappTokenAnswer of(Client client, IssuedToken token, String grant) {
      return new AsappTokenAnswer(
          "Bearer",
          Long.toString(token.issuedAt().toEpochMilli()),
          client.id(),
          token.jwt().reveal(),
          grant,
          Long.toString(token.expiresIn()));
    }
  }

  private final OAuthEndpoint endpoint;
  private final List<Grant> grants;
  private final ClientCredentialsGrant clientCredentials;

  TokenResource(
      OAuthEndpoint endpoint, @All List<Grant> grants, ClientCredentialsGrant clientCredentials) {
    this.endpoint = endpoint;
    this.grants = grants;
    this.clientCredentials = clientCredentials;
  }

  @POST
  @Path("oauth/token")
  @Open(because = "the client authenticates in the request: RFC 6749 §2.3")
  public Uni<Response> token(
      @Context HttpHeaders headers, @Context UriInfo uri, byte @Nullable [] body) {
    return endpoint.serve(
        ROUTE,
        () -> OAuthRequests.read(Sent.of(headers, uri, body), GRANT_TYPE, Set.of()),
        this::grant);
  }

  @POST
  @Path("oauth/access_token")
  @Open(because = "the client authenticates in the request: RFC 6749 §2.3")
  public Uni<Response> asappOauthToken(
      @Context HttpHeaders headers, @Context UriInfo uri, byte @Nullable [] body) {
    return asappToken(headers, uri, body);
  }

  @POST
  @Path("access_token")
  @Open(because = "the client authenticates in the request: RFC 6749 §2.3")
  public Uni<Response> asappToken(
      @Context HttpHeaders headers, @Context UriInfo uri, byte @Nullable [] body) {
    return endpoint.serve(
        ROUTE,
        () -> OAuthRequests.read(Sent.of(headers, uri, body), GRANT_TYPE, Set.of(GRANT_TYPE)),
        this::grantToAsapp);
  }

  private Uni<OAuthAnswer> grant(Client client, OAuthRequest request) {
    return allowed(client, request.mustGet(GRANT_TYPE))
        .grant(client, request)
        .map(granted -> new OAuthAnswer(answer(granted.json()), granted.detail()));
  }

  private Uni<OAuthAnswer> grantToAsapp(Client client, OAuthRequest request) {
    if (allowed(client, request.mustGet(GRANT_TYPE)) != clientCredentials) {
      throw new Refusal(AuthError.GRANT_TYPE_UNSUPPORTED);
    }
    Set<String> scopes = ClientCredentialsGrant.scopes(client, request.get("scope"));
    IssuedToken token = clientCredentials.issue(client, scopes);
    Object answer = AsappTokenAnswer.of(client, token, clientCredentials.name());
    return Uni.createFrom()
        .item(
            new OAuthAnswer(
                answer(TokenAnswer.json(answer)), ClientCredentialsGrant.detail(token)));
  }

  private Grant allowed(Client client, String grantType) {
    Grant wanted =
        grants.stream()
            .filter(grant -> grant.name().equals(grantType))
            .findFirst()
            .orElseThrow(() -> new Refusal(AuthError.GRANT_TYPE_UNSUPPORTED));
    if (!client.grantTypes().contains(grantType)) {
      throw new Refusal(AuthError.GRANT_NOT_ALLOWED);
    }
    return wanted;
  }

  /** RFC 6749 §5.1: no cache may keep it. */
  private static Response answer(byte[] json) {
    return Response.ok(json, MediaType.APPLICATION_JSON_TYPE).header("Pragma", "no-cache").build();
  }
}
