package dev.postern.common.auth;

import java.util.Optional;
import java.util.Set;

/**
 * Who was let in: a client, with its scopes, and the customer on whose behalf it calls; or a
 * customer, whose client is the service that recognised them.
 *
 * @param tokenId the token's {@code jti}, the {@code sid} of a session, or the id of the key signed
 *     with
 * @param customerId the opaque identifier, where the method asked for a customer
 */
public record Caller(
    String clientId, String tokenId, Set<String> scopes, Optional<String> customerId) {

  public boolean has(String scope) {
    return scopes.contains(scope);
  }
}
