package dev.postern.auth.refresh;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A login, or a client's grant, that is carried on by refresh tokens.
 *
 * @param id the {@code sid} of its tokens
 * @param channel of a customer's login
 * @param remaining until its absolute end, which no rotation puts off
 */
public record Family(
    UUID id,
    String clientId,
    String subject,
    Set<String> scopes,
    Optional<String> channel,
    Duration remaining) {

  /** Whether it is a grant to this client itself. */
  public boolean isOfClient(String id) {
    return channel.isEmpty() && clientId.equals(id);
  }

  /** Whether it is a customer's login. */
  public boolean isOfCustomer() {
    return channel.isPresent();
  }
}
