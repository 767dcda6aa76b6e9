package dev.postern.customer.login;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.CrossSiteCheck;
import dev.postern.common.auth.Open;
import dev.postern.common.auth.SecretParameters;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.secret.Secret;
import dev.postern.common.session.CustomerSession;
import dev.postern.common.session.SessionCookie;
import dev.postern.common.web.FormParameters;
import dev.postern.customer.limit.DeviceCookies;
import dev.postern.customer.session.CookieHeaders;
import dev.postern.customer.session.SessionMode;
import dev.postern.customer.session.SessionResource.TokenView;
import dev.postern.customer.session.StartedSession;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /customer_authenticate}, by the ASAPP contract. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class LoginResource {
  private static final byte[] NO_BODY = {};

  /**
   * The answer in cookie mode; the first three strings are those of token mode.
   *
   * @param csrfToken the page sends it as {@code X-CSRF-Token} with each changing request
   */
  public record CookieLoginView(
      @JsonProperty("issued_at") String issuedAt,
      @JsonProperty("expires_in") String expiresIn,
      @JsonProperty("customer_id") String customerId,
      @JsonProperty("csrf_token") String csrfToken) {

    static CookieLoginView of(CustomerSession session, Secret cookie) {
      return new CookieLoginView(
          Long.toString(session.startedAt().toEpochMilli()),
          Long.toString(Duration.between(session.startedAt(), session.expiresAt()).toSeconds()),
          session.customerId(),
          SessionCookie.csrfToken(cookie).reveal());
    }

    @Override
    public String toString() {
      return "CookieLoginView[" + customerId + "]";
    }
  }

  private final LoginService logins;
  private final CrossSiteCheck crossSite;

  LoginResource(LoginService logins, CrossSiteCheck crossSite) {
    this.logins = logins;
    this.crossSite = crossSite;
  }

  @POST
  @Path("customer_authenticate")
  @Open(because = "the customer proves who they are in the request")
  public Uni<Response> authenticate(
      @Context HttpHeaders headers, @Context UriInfo uri, byte @Nullable [] body) {
    return login(headers, uri, body, "LoginResource.authenticate");
  }

  @POST
  @Path("auth/customer_authenticate")
  @Open(because = "the customer proves who they are in the request")
  public Uni<Response> authenticateUnderAuth(
      @Context HttpHeaders headers, @Context UriInfo uri, byte @Nullable [] body) {
    return login(headers, uri, body, "LoginResource.authenticateUnderAuth");
  }

  private Uni<Response> login(
      HttpHeaders headers, UriInfo uri, byte @Nullable [] body, String endpoint) {
    refuseSecretsInQuery(uri.getRequestUri().getRawQuery());
    LoginRequest request =
        LoginRequest.read(
            headers.getHeaderString(HttpHeaders.CONTENT_TYPE), body == null ? NO_BODY : body);
    boolean isOurs = isOurs(crossSite, headers, uri);
    if (request.mode() == SessionMode.COOKIE && !isOurs) {
      throw new Refusal(AuthError.CSRF_REFUSED, "A cookie is not given to another site's page.");
    }
    return logins
        .login(
            request,
            new LoginService.Cookies(CookieHeaders.presented(headers), deviceCookie(headers)),
            endpoint)
        .map(result -> answer(result, isOurs));
  }

  private static Response answer(LoginResult result, boolean isOurs) {
    StartedSession started = result.started();
    String customerId = started.session().customerId();
    Response.ResponseBuilder response =
        started
            .cookie()
            .map(
                cookie ->
                    Response.ok(CookieLoginView.of(started.session(), cookie))
                        .header(HttpHeaders.SET_COOKIE, CookieHeaders.set(cookie)))
            .orElseGet(() -> Response.ok(TokenView.of(started.token().orElseThrow(), customerId)));
    result
        .setDeviceCookie()
        .filter(cookie -> isOurs)
        .ifPresent(cookie -> response.header(HttpHeaders.SET_COOKIE, cookie.reveal()));
    return response.build();
  }

  static Optional<Secret> deviceCookie(HttpHeaders headers) {
    return DeviceCookies.read(lines(headers, HttpHeaders.COOKIE));
  }

  /** Another site's page must not log its user in here, nor set a cookie. */
  static boolean isOurs(CrossSiteCheck crossSite, HttpHeaders headers, UriInfo uri) {
    return crossSite.isOurs(
        uri.getRequestUri().getAuthority(),
        lines(headers, "origin"),
        lines(headers, "sec-fetch-site"));
  }

  private static List<String> lines(HttpHeaders headers, String name) {
    List<String> lines = headers.getRequestHeader(name);
    return lines == null ? List.of() : lines;
  }

  static void refuseSecretsInQuery(@Nullable String query) {
    Set<String> names =
        FormParameters.parse(query == null ? "" : query)
            .orElseThrow(() -> new Refusal(AuthError.REQUEST_INVALID))
            .names();
    if (SecretParameters.isAnyIn(names) || names.stream().anyMatch("username"::equalsIgnoreCase)) {
      throw new Refusal(AuthError.SECRET_IN_QUERY);
    }
  }
}
