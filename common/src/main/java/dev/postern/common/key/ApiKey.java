package dev.postern.common.key;

import java.time.Instant;
import java.util.Optional;

/**
 * An active API key, as the directory knows it.
 *
 * @param id the public part of the key
 * @param clientId the client that the key belongs to
 * @param expiresAt when the key expires; empty if it never does
 */
public record ApiKey(String id, String clientId, Optional<Instant> expiresAt) {

  /** A key is expired at the instant of {@code expiresAt} itself. */
  public boolean isExpired(Instant now) {
    return expiresAt.isPresent() && !now.isBefore(expiresAt.get());
  }
}
