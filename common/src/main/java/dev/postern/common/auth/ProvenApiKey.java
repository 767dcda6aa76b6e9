package dev.postern.common.auth;

import dev.postern.common.key.ApiKey;
import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.RevocationState;
import java.time.Instant;
import java.util.Optional;

/** A client's API key. A revoked key stays revoked, whenever it was looked up. */
public record ProvenApiKey(ApiKey key) implements ClientBound {

  @Override
  public String publicId() {
    return "api-key " + key.id();
  }

  @Override
  public String clientId() {
    return key.clientId();
  }

  @Override
  public AuthError whenOfAnotherClient() {
    return AuthError.API_KEY_OF_ANOTHER_CLIENT;
  }

  @Override
  public boolean isRevokedIn(RevocationState state) {
    return state.revokes(RevocationKey.of(RevocationKind.API_KEY, key.id()), Instant.EPOCH);
  }

  @Override
  public AuthError whenRevoked() {
    return AuthError.API_KEY_INVALID;
  }

  @Override
  public Optional<Instant> expiresAt() {
    return key.expiresAt();
  }

  @Override
  public AuthError whenExpired() {
    return AuthError.API_KEY_INVALID;
  }
}
