package dev.postern.common.auth;

import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.RevocationState;
import java.time.Instant;

/**
 * One way in which a credential is revoked.
 *
 * @param key what a security event names
 * @param since an event whose cutoff lies at or after this instant revokes the credential
 */
public record RevokedBy(RevocationKey key, Instant since) {

  boolean isIn(RevocationState state) {
    return state.revokes(key, since);
  }
}
