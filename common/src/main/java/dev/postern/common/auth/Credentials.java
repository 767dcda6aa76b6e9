package dev.postern.common.auth;

import dev.postern.common.secret.Secret;
import dev.postern.common.signature.SignedRequest;
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
    Optional<String> customerId,
    Optional<SignedRequest> signature) {

  /** Without a signature. */
  public Credentials(
      Optional<Secret> accessToken,
      Optional<Secret> apiKey,
      Optional<Secret> customerToken,
      Optional<Secret> sessionCookie,
      Optional<String> customerId) {
    this(accessToken, apiKey, customerToken, sessionCookie, customerId, Optional.empty());
  }
}
