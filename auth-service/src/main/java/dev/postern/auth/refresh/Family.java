package dev.postern.auth.refresh;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A refresh token family: all tokens that descend from one login, or from one grant to a client.
 *
 * @param id the {@code sid} of its tokens
 * @param channel the channel of a customer's login; none for a grant to a client
 * @param remaining the time until its absolute end, which rotation does not extend
 */
public record Family(
    UUID id,
    String clientId,
    String subject,
    Set<String> scopes,
    Optional<String> channel,
    Duration remaining) {

  /** Whether it is a grant to this client. */
  public boolean isOfClient(String id) {
    return channel.isEmpty() && clientId.equals(id);
  }

  /** Whether it is a customer's login. */
  public boolean isOfCustomer() {
    return channel.isPresent();
  }
}
