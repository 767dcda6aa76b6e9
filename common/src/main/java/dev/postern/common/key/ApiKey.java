package dev.postern.common.key;

import java.time.Instant;
import java.util.Optional;

/**
 * A live API key as the directory knows it.
 *
 * @param id the public part of the key
 * @param clientId the client it belongs to
 * @param expiresAt when it stops by itself
 */
public record ApiKey(String id, String clientId, Optional<Instant> expiresAt) {

  /** At the very instant of its end a key is expired. */
  public boolean isExpired(Instant now) {
    return expiresAt.isPresent() && !now.isBefore(expiresAt.get());
  }
}
