package dev.postern.common.signature;

import io.smallrye.mutiny.Uni;
import java.time.Instant;

/**
 * Records each new secret before it is handed out. After the nonce store has lost data, it accepts
 * requests signed with a secret created since then: no earlier request can have used that secret.
 */
@FunctionalInterface
public interface NewSecrets {

  /**
   * Completes when the secret is recorded; fails during an outage.
   *
   * @param createdAt the secret's creation time in whole milliseconds, as {@link NonceStore.Claim}
   *     carries it
   */
  Uni<Void> announce(String keyId, Instant createdAt);
}
