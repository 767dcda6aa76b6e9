package dev.postern.auth.token;

import dev.postern.auth.client.ClientCredentials;
import dev.postern.auth.client.ClientCredentials.Extraction;
import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.Extractor;
import dev.postern.common.transport.FormParameters;
import dev.postern.common.transport.MediaTypes;
import dev.postern.common.transport.Refusal;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;

/** Reads token requests. Pure; refuses by {@link Refusal}. */
final class TokenRequests {
  private TokenRequests() {}

  /** RFC 6749 §3.2: all parameters in a form body. */
  static TokenRequest read(HttpHeaders headers, String query, byte[] body) {
    if (query(query).has("grant_type")) {
      throw new Refusal(AuthError.REQUEST_INVALID, "Send grant_type in the form body.");
    }
    FormParameters form = form(headers, body);
    return request(headers, form, form.get("grant_type"));
  }

  /**
   * The ASAPP dialect: {@code grant_type} may stand in the query, and then the body may be absent.
   */
  static TokenRequest readAsapp(HttpHeaders headers, String query, byte[] body) {
    FormParameters inQuery = query(query);
    FormParameters form = body.length == 0 ? inQuery : form(headers, body);
    if (form != inQuery && inQuery.has("grant_type") && form.has("grant_type")) {
      throw new Refusal(AuthError.REQUEST_INVALID, "Send grant_type once.");
    }
    return request(headers, form, form.get("grant_type").or(() -> inQuery.get("grant_type")));
  }

  private static TokenRequest request(
      HttpHeaders headers, FormParameters form, Optional<String> grantType) {
    if (grantType.isEmpty()) {
      throw new Refusal(AuthError.REQUEST_INVALID, "grant_type is missing.");
    }
    List<String> authorization =
        Optional.ofNullable(headers.getRequestHeader(HttpHeaders.AUTHORIZATION)).orElse(List.of());
    return switch (ClientCredentials.extract(authorization, form)) {
      case Extraction.Presented(ClientCredentials credentials) ->
          new TokenRequest(credentials, grantType.get(), form.get("scope"));
      case Extraction.NotPresented nothing -> throw new Refusal(AuthError.CLIENT_INVALID);
      case Extraction.Malformed(AuthError error) -> throw new Refusal(error);
    };
  }

  private static FormParameters query(String query) {
    FormParameters parameters =
        FormParameters.parse(query).orElseThrow(() -> new Refusal(AuthError.REQUEST_INVALID));
    if (Extractor.holdsSecret(parameters.names()) || parameters.has("client_id")) {
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
