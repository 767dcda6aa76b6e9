package dev.postern.common.auth;

import java.util.Set;

/**
 * An OAuth client (RFC 6749 §2) with the scopes of the credential by which it was authenticated.
 */
public record ClientPrincipal(String clientId, Set<String> scopes) implements Principal {

  public ClientPrincipal {
    scopes = Set.copyOf(scopes);
  }

  public boolean has(String scope) {
    return scopes.contains(scope);
  }
}
