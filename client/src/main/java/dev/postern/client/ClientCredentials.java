package dev.postern.client;

import java.net.URI;
import java.util.Set;

/**
 * The client's credentials and the endpoint that issues its access tokens.
 *
 * @param tokenEndpoint the URL of {@code /oauth/token} at auth-service, over TLS
 * @param scopes the scopes to request; empty for all scopes of the client
 */
public record ClientCredentials(
    URI tokenEndpoint, String clientId, Secret clientSecret, Set<String> scopes) {

  public ClientCredentials {
    HttpTransport.requireConfidential(tokenEndpoint);
    scopes = Set.copyOf(scopes);
    if (clientId.isEmpty() || clientSecret.isEmpty()) {
      throw new IllegalArgumentException("the client id or the client secret is empty");
    }
  }
}
