package dev.postern.customer.login;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.common.auth.CrossSiteCheck;
import dev.postern.common.auth.Open;
import dev.postern.common.secret.Secret;
import dev.postern.customer.token.IssuedToken;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /token}, by the Dsquares contract: a customer's login that refresh tokens carry on.
 * It is not an OAuth grant.
 */
@Path("/token")
@Produces(MediaType.APPLICATION_JSON)
public class DsquaresLoginResource {
  private static final byte[] NO_BODY = {};

  /**
   * The answer.
   *
   * @param expiresIn in seconds
   */
  public record TokenView(
      @JsonProperty("access_token") String accessToken,
      @JsonProperty("token_type") String tokenType,
      @JsonProperty("expires_in") long expiresIn,
      @JsonProperty("refresh_token") String refreshToken) {

    static TokenView of(IssuedToken token) {
      return new TokenView(
          token.jwt().reveal(),
          "bearer",
          token.expiresIn(),
          token.refreshToken().map(Secret::reveal).orElse(""));
    }

    /** Hides the tokens. */
    @Override
    public String toString() {
      return "TokenView[hidden]";
    }
  }

  private final LoginService logins;
  private final CrossSiteCheck crossSite;

  DsquaresLoginResource(LoginService logins, CrossSiteCheck crossSite) {
    this.logins = logins;
    this.crossSite = crossSite;
  }

  @POST
  @Open(because = "the customer proves who they are in the request")
  public Uni<RestResponse<TokenView>> token(
      @Context HttpHeaders headers, @Context UriInfo uri, byte @Nullable [] body) {
    LoginResource.refuseSecretsInQuery(uri.getRequestUri().getRawQuery());
    LoginRequest request =
        LoginRequest.readDsquares(
            headers.getHeaderString(HttpHeaders.CONTENT_TYPE), body == null ? NO_BODY : body);
    boolean isOurs = LoginResource.isOurs(crossSite, headers, uri);
    return logins
        .login(
            request,
            LoginService.Cookies.device(LoginResource.deviceCookie(headers)),
            "DsquaresLoginResource.token")
        .map(result -> answer(result, isOurs));
  }

  private static RestResponse<TokenView> answer(LoginResult result, boolean isOurs) {
    TokenView view = TokenView.of(result.started().token().orElseThrow());
    ResponseBuilder<TokenView> response = ResponseBuilder.ok(view);
    result
        .setDeviceCookie()
        .filter(cookie -> isOurs)
        .ifPresent(cookie -> response.header(HttpHeaders.SET_COOKIE, cookie.reveal()));
    return response.build();
  }
}
