package dev.postern.auth.refresh;

import dev.postern.auth.credential.StoredDigest;
import java.util.Optional;

/**
 * A refresh token as the database has it, and what its clock says of it.
 *
 * @param isFamilyOver revoked, or past its absolute end
 * @param isIdleTooLong not used in time
 * @param isUsed whether it has a successor
 * @param sealedAnswer the answer it was given, as long as it may be given again
 */
public record StoredToken(
    StoredDigest digest,
    Family family,
    boolean isFamilyOver,
    boolean isIdleTooLong,
    boolean isUsed,
    Optional<byte[]> sealedAnswer) {

  /** Whether it could be used now. */
  public boolean isLive() {
    return !isFamilyOver && !isIdleTooLong && !isUsed;
  }
}
