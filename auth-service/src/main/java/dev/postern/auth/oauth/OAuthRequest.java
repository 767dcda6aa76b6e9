package dev.postern.auth.oauth;

import dev.postern.auth.client.ClientCredentials;
import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.web.FormParameters;
import java.util.Optional;

/** A well-formed request to an OAuth endpoint; the client is not authenticated yet. */
public record OAuthRequest(ClientCredentials credentials, FormParameters form) {

  /** A parameter; one without a value counts as absent (RFC 6749 §3.2). */
  public Optional<String> get(String parameter) {
    return form.get(parameter);
  }

  /**
   * A required parameter.
   *
   * @throws Refusal if it is absent
   */
  public String mustGet(String parameter) {
    return get(parameter)
        .orElseThrow(() -> new Refusal(AuthError.REQUEST_INVALID, parameter + " is missing."));
  }
}
