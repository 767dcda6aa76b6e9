package dev.postern.auth.client;

import java.time.Duration;
import java.util.Set;

/**
 * A client that may ask for tokens, as far as issuing them needs to know it.
 *
 * @param grantTypes by which grants it may ask, of {@link GrantTypes}
 */
public record Client(
    String id, Set<String> scopes, Duration tokenLifetime, Set<String> grantTypes) {}
