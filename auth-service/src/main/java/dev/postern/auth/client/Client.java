package dev.postern.auth.client;

import java.time.Duration;
import java.util.Set;

/**
 * An authenticated client, with what issuing tokens needs to know of it.
 *
 * @param grantTypes the grants it may use, of {@link GrantTypes}
 */
public record Client(
    String id, Set<String> scopes, Duration tokenLifetime, Set<String> grantTypes) {}
