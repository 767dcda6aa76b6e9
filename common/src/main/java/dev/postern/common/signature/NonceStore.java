package dev.postern.common.signature;

import io.smallrye.mutiny.Uni;
import java.time.Instant;

/**
 * What has been used before, for all replicas. Asked last of all: only who has the secret, and may
 * do what is asked for, writes here.
 *
 * <p>An outage is a failure, never an answer.
 */
@FunctionalInterface
public interface NonceStore {

  /**
   * A nonce to be used up.
   *
   * @param timestamp when the request was signed, in Unix seconds
   * @param secretCreatedAt which of the key's secrets it was signed with ({@link NewSecrets})
   */
  record Claim(String keyId, String nonce, long timestamp, Instant secretCreatedAt) {}

  /** What became of it. */
  enum Answer {
    /** It was never used, and is now. */
    FRESH,
    REPLAYED,
    /**
     * By the store's clock the request is too old or too new to be remembered: it is not the
     * sender's clock that is wrong, for that has been looked at, but the store's or ours.
     */
    OUT_OF_WINDOW,
    /** The store has lost what it knew, and the request may have been made before that. */
    FORGOTTEN
  }

  Uni<Answer> use(Claim claim);
}
