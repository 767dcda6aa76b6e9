package dev.postern.common.auth;

import dev.postern.common.secret.Secret;
import java.util.Optional;

/**
 * What a caller presented, all of the right form and nothing proven yet. Which of them are there
 * follows from what the method asks for.
 */
public record Credentials(
    Optional<Secret> accessToken,
    Optional<Secret> apiKey,
    Optional<Secret> customerToken,
    Optional<Secret> sessionCookie,
    Optional<String> customerId) {}
