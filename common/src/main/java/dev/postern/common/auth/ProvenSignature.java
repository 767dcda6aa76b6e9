package dev.postern.common.auth;

import dev.postern.common.key.HmacKey;
import dev.postern.common.revocation.RevocationEntry;
import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.RevocationState;
import dev.postern.common.signature.NonceStore;
import dev.postern.common.signature.PresentedSignature;
import java.time.Instant;
import java.util.Optional;

/**
 * A signature made with a client's HMAC key. Whether its nonce was used before is decided last, by
 * {@link NonceClaim}.
 *
 * @param secretCreatedAt when the secret was created that verified the signature
 */
public record ProvenSignature(HmacKey key, PresentedSignature signature, Instant secretCreatedAt)
    implements ClientCredential {

  @Override
  public String publicId() {
    return "hmac-key " + key.id();
  }

  @Override
  public ClientPrincipal client() {
    return new ClientPrincipal(key.clientId(), key.scopes());
  }

  @Override
  public Optional<AuthError> whenAlone() {
    return key.inPlaceOfToken() ? Optional.empty() : Optional.of(AuthError.SIGNING_NOT_ALLOWED);
  }

  @Override
  public AuthError whenOfAnotherClient() {
    return AuthError.SIGNATURE_OF_ANOTHER_CLIENT;
  }

  /**
   * The key, or its client if the client is revoked for all times. The end of a client's tokens up
   * to an instant does not end its keys.
   */
  @Override
  public boolean isRevokedIn(RevocationState state) {
    RevocationKey client = RevocationKey.of(RevocationKind.CLIENT, key.clientId());
    return state.revokes(RevocationKey.of(RevocationKind.HMAC_KEY, key.id()), Instant.EPOCH)
        || state.revokes(client, RevocationEntry.FOREVER);
  }

  @Override
  public AuthError whenRevoked() {
    return AuthError.SIGNATURE_INVALID;
  }

  /** A signature is used once, so it does not expire during a call. */
  @Override
  public Optional<Instant> expiresAt() {
    return Optional.empty();
  }

  @Override
  public AuthError whenExpired() {
    return AuthError.SIGNATURE_INVALID;
  }

  NonceStore.Claim nonce() {
    return new NonceStore.Claim(
        key.id(), signature.nonce(), signature.timestamp(), secretCreatedAt);
  }
}
