package dev.postern.auth.refresh;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A family to be created. */
public record NewFamily(
    UUID id, String clientId, String subject, Set<String> scopes, Optional<String> channel) {

  public static NewFamily ofClient(String clientId, Set<String> scopes) {
    return new NewFamily(UUID.randomUUID(), clientId, clientId, scopes, Optional.empty());
  }

  /**
   * A customer's login.
   *
   * @param clientId the service that authenticated the customer
   */
  public static NewFamily ofCustomer(
      UUID sessionId, String clientId, String customerId, String channel) {
    return new NewFamily(sessionId, clientId, customerId, Set.of(), Optional.of(channel));
  }
}
