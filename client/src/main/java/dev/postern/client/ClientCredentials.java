package dev.postern.client;

import java.net.URI;
import java.util.Set;

/**
 * Who asks for access tokens, and where.
 *
 * @param tokenEndpoint auth-service's {@code /oauth/token}, over TLS
 * @param scopes what the token is to be good for; none for all that the client has
 */
public record ClientCredentials(
    URI tokenEndpoint, String clientId, Secret clientSecret, Set<String> scopes) {

  public ClientCredentials {
    Exchange.mustBeConfidential(tokenEndpoint);
    scopes = Set.copyOf(scopes);
    if (clientId.isEmpty() || clientSecret.isEmpty()) {
      throw new IllegalArgumentException("the client id or the client secret is empty");
    }
  }
}
