package dev.postern.common.signature;

import io.smallrye.mutiny.Uni;
import java.time.Instant;

/**
 * Told of each secret that is made, before anybody has it. When the store of nonces has lost some,
 * it knows of those that were announced since that nothing was signed with them before.
 */
@FunctionalInterface
public interface NewSecrets {

  /**
   * @param createdAt of the secret, in whole milliseconds, as {@link NonceStore.Claim} will name it
   */
  Uni<Void> announce(String keyId, Instant createdAt);
}
