package dev.postern.auth.oauth;

import dev.postern.auth.client.ClientCredentials;
import dev.postern.common.auth.AuthError;
import dev.postern.common.refusal.Refusal;
import dev.postern.common.web.FormParameters;
import java.util.Optional;

/** A request to an OAuth endpoint, of the right form, nothing proven yet. */
public record OAuthRequest(ClientCredentials credentials, FormParameters form) {

  /** A parameter; one without a value counts as left out (RFC 6749 §3.2). */
  public Optional<String> get(String parameter) {
    return form.get(parameter);
  }

  /**
   * A parameter that must be there.
   *
   * @throws Refusal if it is not
   */
  public String mustGet(String parameter) {
    return get(parameter)
        .orElseThrow(() -> new Refusal(AuthError.REQUEST_INVALID, parameter + " is missing."));
  }
}
