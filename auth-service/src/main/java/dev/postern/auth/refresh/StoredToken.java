package dev.postern.auth.refresh;

import dev.postern.auth.credential.StoredDigest;
import java.util.Optional;

/**
 * A refresh token as the database has it, judged by the database's clock.
 *
 * @param isFamilyOver whether the family is revoked, or has reached its absolute end
 * @param isIdleTooLong whether the token was not used in time
 * @param isUsed whether the token has a successor
 * @param sealedAnswer the answer to its use, as long as it may be given again
 */
public record StoredToken(
    StoredDigest digest,
    Family family,
    boolean isFamilyOver,
    boolean isIdleTooLong,
    boolean isUsed,
    Optional<byte[]> sealedAnswer) {

  /** Whether the token could be used now. */
  public boolean isLive() {
    return !isFamilyOver && !isIdleTooLong && !isUsed;
  }
}
