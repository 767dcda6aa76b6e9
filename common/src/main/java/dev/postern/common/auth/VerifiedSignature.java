package dev.postern.common.auth;

import dev.postern.common.key.HmacKey;
import dev.postern.common.signature.NonceStore;
import dev.postern.common.signature.PresentedSignature;
import java.time.Instant;

/**
 * A signature that is the key's; whether it was used before is not known yet.
 *
 * @param secretCreatedAt of the secret by which it verified
 */
public record VerifiedSignature(
    HmacKey key, PresentedSignature signature, Instant secretCreatedAt) {

  NonceStore.Claim claim() {
    return new NonceStore.Claim(
        key.id(), signature.nonce(), signature.timestamp(), secretCreatedAt);
  }
}
