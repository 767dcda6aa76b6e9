package dev.postern.auth.oauth;

import dev.postern.auth.client.ClientCredentials;
import dev.postern.auth.client.CredentialsReading;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.SecretParameters;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.web.FormParameters;
import dev.postern.common.web.MediaTypes;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads requests to OAuth endpoints. Pure; refuses by {@link Refusal}. */
public final class OAuthRequests {
  private static final byte[] NO_BODY = {};

  /** A request as it was received. */
  public record Sent(HttpHeaders headers, UriInfo uri, byte[] body) {

    public static Sent of(HttpHeaders headers, UriInfo uri, byte @Nullable [] body) {
      return new Sent(headers, uri, body == null ? NO_BODY : body);
    }
  }

  private OAuthRequests() {}

  /**
   * Reads the parameters from the form body (RFC 6749 §3.2).
   *
   * @param required the parameter without which the request is malformed
   * @param inQuery the parameters that may stand in the query instead, but not in both
   */
  public static OAuthRequest read(Sent sent, String required, Set<String> inQuery) {
    FormParameters query = query(sent.uri());
    boolean formInQuery = inQuery.contains(required) && sent.body().length == 0;
    FormParameters form = formInQuery ? query : form(sent.headers(), sent.body());
    if (query.has(required) && !inQuery.contains(required)) {
      throw new Refusal(AuthError.REQUEST_INVALID, "Send " + required + " in the form body.");
    }
    for (String name : inQuery) {
      if (!formInQuery && query.has(name) && form.has(name)) {
        throw new Refusal(AuthError.REQUEST_INVALID, "Send " + name + " once.");
      }
    }
    FormParameters all = form.withDefaults(query, inQuery);
    if (all.get(required).isEmpty()) {
      throw new Refusal(AuthError.REQUEST_INVALID, required + " is missing.");
    }
    return new OAuthRequest(credentials(sent.headers(), form), all);
  }

  private static ClientCredentials credentials(HttpHeaders headers, FormParameters form) {
    List<String> authorization =
        Optional.ofNullable(headers.getRequestHeader(HttpHeaders.AUTHORIZATION)).orElse(List.of());
    return switch (ClientCredentials.read(authorization, form)) {
      case CredentialsReading.Read(ClientCredentials credentials) -> credentials;
      case CredentialsReading.Absent nothing -> throw new Refusal(AuthError.CLIENT_INVALID);
      case CredentialsReading.Unreadable(AuthError error) -> throw new Refusal(error);
    };
  }

  private static FormParameters query(UriInfo uri) {
    String query = Optional.ofNullable(uri.getRequestUri().getRawQuery()).orElse("");
    FormParameters parameters =
        FormParameters.parse(query).orElseThrow(() -> new Refusal(AuthError.REQUEST_INVALID));
    if (SecretParameters.isAnyIn(parameters.names())
        || parameters.has("client_id")
        || parameters.has("token")) {
      throw new Refusal(AuthError.SECRET_IN_QUERY);
    }
    return parameters;
  }

  private static FormParameters form(HttpHeaders headers, byte[] body) {
    String type = headers.getHeaderString(HttpHeaders.CONTENT_TYPE);
    if (!MediaTypes.is(type, MediaType.APPLICATION_FORM_URLENCODED_TYPE)) {
      throw new Refusal(
          AuthError.MEDIA_TYPE_UNSUPPORTED, "Send application/x-www-form-urlencoded.");
    }
    return FormParameters.parse(body)
        .filter(FormParameters::isPrintable)
        .orElseThrow(
            () ->
                new Refusal(
                    AuthError.REQUEST_INVALID, "The form is malformed, or repeats a parameter."));
  }
}
