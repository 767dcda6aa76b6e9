package dev.postern.customer.login;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.Extractor;
import dev.postern.common.auth.Open;
import dev.postern.common.secret.Secret;
import dev.postern.common.transport.FormParameters;
import dev.postern.common.transport.Refusal;
import dev.postern.customer.limit.DeviceCookies;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** {@code /customer_authenticate}, as the ASAPP contract wants it. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class LoginResource {
  private static final byte[] NO_BODY = {};

  /** The answer in token mode, every value a string. */
  public record LoginView(
      @JsonProperty("issued_at") String issuedAt,
      @JsonProperty("JWT") String jwt,
      @JsonProperty("expires_in") String expiresIn,
      @JsonProperty("customer_id") String customerId) {

    static LoginView of(LoginService.Login login) {
      Duration life = Duration.between(login.issuedAt(), login.expiresAt());
      return new LoginView(
          Long.toString(login.issuedAt().toEpochMilli()),
          login.jwt().reveal(),
          Long.toString(life.toSeconds()),
          login.customerId());
    }
  }

  private final LoginService logins;

  LoginResource(LoginService logins) {
    this.logins = logins;
  }

  @POST
  @Path("customer_authenticate")
  @Open(because = "the customer proves who they are in the request")
  public Uni<RestResponse<LoginView>> authenticate(
      @Context HttpHeaders headers, @Context UriInfo uri, byte @Nullable [] body) {
    refuseSecretsInQuery(uri.getRequestUri().getRawQuery());
    LoginRequest request =
        LoginRequest.read(
            headers.getHeaderString(HttpHeaders.CONTENT_TYPE), body == null ? NO_BODY : body);
    return logins.login(request, deviceCookie(headers)).map(LoginResource::answer);
  }

  @POST
  @Path("auth/customer_authenticate")
  @Open(because = "the customer proves who they are in the request")
  public Uni<RestResponse<LoginView>> authenticateUnderAuth(
      @Context HttpHeaders headers, @Context UriInfo uri, byte @Nullable [] body) {
    return authenticate(headers, uri, body);
  }

  private static RestResponse<LoginView> answer(LoginService.Welcome welcome) {
    return withDevice(ResponseBuilder.ok(LoginView.of(welcome.login())), welcome).build();
  }

  static Optional<Secret> deviceCookie(HttpHeaders headers) {
    return DeviceCookies.read(headers.getRequestHeader(HttpHeaders.COOKIE));
  }

  static <T> ResponseBuilder<T> withDevice(
      ResponseBuilder<T> response, LoginService.Welcome welcome) {
    return welcome
        .setDeviceCookie()
        .map(cookie -> response.header(HttpHeaders.SET_COOKIE, cookie.reveal()))
        .orElse(response);
  }

  static void refuseSecretsInQuery(@Nullable String query) {
    Set<String> names =
        FormParameters.parse(query == null ? "" : query)
            .orElseThrow(() -> new Refusal(AuthError.REQUEST_INVALID))
            .names();
    if (Extractor.holdsSecret(names) || names.stream().anyMatch("username"::equalsIgnoreCase)) {
      throw new Refusal(AuthError.SECRET_IN_QUERY);
    }
  }
}
