package dev.postern.auth.token;

import dev.postern.auth.client.Client;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What an access token will say.
 *
 * @param family the refresh family whose revocation revokes the token
 * @param apiKeyId the API key that was exchanged for it, and whose revocation revokes it
 */
record AccessGrant(
    Client client,
    Set<String> scopes,
    Duration lifetime,
    Optional<UUID> family,
    Optional<String> apiKeyId) {

  static AccessGrant of(Client client, Set<String> scopes) {
    return new AccessGrant(
        client, scopes, client.tokenLifetime(), Optional.empty(), Optional.empty());
  }

  AccessGrant inFamily(UUID id) {
    return new AccessGrant(client, scopes, lifetime, Optional.of(id), apiKeyId);
  }

  AccessGrant ofApiKey(String id) {
    return new AccessGrant(client, scopes, lifetime, family, Optional.of(id));
  }

  AccessGrant atMost(Duration longest) {
    Duration shorter = lifetime.compareTo(longest) < 0 ? lifetime : longest;
    return new AccessGrant(client, scopes, shorter, family, apiKeyId);
  }
}
