package dev.postern.auth.token;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.common.auth.Open;
import dev.postern.common.transport.Refusal;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The token endpoint (RFC 6749 §3.2), and the ASAPP dialect of it. */
@Path("/")
public class TokenResource {

  /** RFC 6749 §5.1. */
  public record TokenAnswer(
      @JsonProperty("access_token") String accessToken,
      @JsonProperty("token_type") String tokenType,
      @JsonProperty("expires_in") long expiresIn,
      String scope) {

    static TokenAnswer of(ClientCredentialsGrant.Granted granted) {
      return new TokenAnswer(
          granted.token().jwt().reveal(),
          "Bearer",
          granted.token().expiresIn(),
          String.join(" ", granted.scopes()));
    }
  }

  /** The same for ASAPP: every value a string, and {@code scope} the name of the grant. */
  public record AsappTokenAnswer(
      @JsonProperty("token_type") String tokenType,
      @JsonProperty("issued_at") String issuedAt,
      @JsonProperty("client_id") String clientId,
      @JsonProperty("access_token") String accessToken,
      String scope,
      @JsonProperty("expires_in") String expiresIn) {

    static AsappTokenAnswer of(ClientCredentialsGrant.Granted granted) {
      return new AsappTokenAnswer(
          "Bearer",
          Long.toString(granted.token().issuedAt().toEpochMilli()),
          granted.client().id(),
          granted.token().jwt().reveal(),
          ClientCredentialsGrant.NAME,
          Long.toString(granted.token().expiresIn()));
    }
  }

  private static final byte[] NO_BODY = {};
  private final ClientCredentialsGrant clientCredentials;

  TokenResource(ClientCredentialsGrant clientCredentials) {
    this.clientCredentials = clientCredentials;
  }

  @POST
  @Path("oauth/token")
  @Open(because = "the client proves itself in the request: RFC 6749 §2.3")
  public Uni<Response> token(
      @Context HttpHeaders headers, @Context UriInfo uri, byte @Nullable [] body) {
    return answer(() -> TokenRequests.read(headers, query(uri), body(body)), TokenAnswer::of);
  }

  @POST
  @Path("oauth/access_token")
  @Open(because = "the client proves itself in the request: RFC 6749 §2.3")
  public Uni<Response> asappOauthToken(
      @Context HttpHeaders headers, @Context UriInfo uri, byte @Nullable [] body) {
    return asappToken(headers, uri, body);
  }

  @POST
  @Path("access_token")
  @Open(because = "the client proves itself in the request: RFC 6749 §2.3")
  public Uni<Response> asappToken(
      @Context HttpHeaders headers, @Context UriInfo uri, byte @Nullable [] body) {
    return answer(
        () -> TokenRequests.readAsapp(headers, query(uri), body(body)), AsappTokenAnswer::of);
  }

  private Uni<Response> answer(
      Supplier<TokenRequest> request, Function<ClientCredentialsGrant.Granted, Object> dialect) {
    return Uni.createFrom()
        .item(request)
        .onFailure(Refusal.class)
        .invoke(refused -> clientCredentials.auditUnreadable((Refusal) refused))
        .flatMap(clientCredentials::grant)
        .map(dialect)
        .map(TokenResource::granted)
        .onFailure(Refusal.class)
        .recoverWithItem(refused -> OAuthErrors.response((Refusal) refused));
  }

  /** RFC 6749 §5.1: never cached. */
  private static Response granted(Object answer) {
    return Response.ok(answer, MediaType.APPLICATION_JSON_TYPE)
        .header("Pragma", "no-cache")
        .build();
  }

  private static String query(UriInfo uri) {
    return Optional.ofNullable(uri.getRequestUri().getRawQuery()).orElse("");
  }

  private static byte[] body(byte @Nullable [] body) {
    return body == null ? NO_BODY : body;
  }
}
