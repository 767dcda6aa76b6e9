package dev.postern.common.signature;

import io.smallrye.mutiny.Uni;
import java.time.Instant;

/**
 * The nonces that have been used, shared by all replicas.
 *
 * <p>It is called last: only a caller that has signed the request and is authorized writes to the
 * store. During an outage the {@code Uni} fails.
 */
@FunctionalInterface
public interface NonceStore {

  /**
   * A nonce to claim.
   *
   * @param timestamp when the request was signed, in Unix seconds
   * @param secretCreatedAt identifies the secret of the key that signed the request ({@link
   *     NewSecrets})
   */
  record Claim(String keyId, String nonce, long timestamp, Instant secretCreatedAt) {}

  /** The outcome of a claim. */
  enum Answer {
    /** The nonce had not been used and is now claimed. */
    FRESH,
    /** The nonce was used before. */
    REPLAYED,
    /**
     * The timestamp is outside the window by the store's clock. The sender's clock has already been
     * checked, so the store's clock or this server's clock is wrong.
     */
    OUT_OF_WINDOW,
    /** The store has lost its nonces, and the request may have been accepted before that. */
    FORGOTTEN
  }

  Uni<Answer> use(Claim claim);
}
