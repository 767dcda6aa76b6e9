package dev.postern.badge;

import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.ClientCredential;
import dev.postern.common.auth.ClientPrincipal;
import dev.postern.common.revocation.RevocationKey;
import dev.postern.common.revocation.RevocationKind;
import dev.postern.common.revocation.RevocationState;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** The first of three files of a new kind of credential: what is known once it is proven. */
record ProvenBadge(String id) implements ClientCredential {

  @Override
  public String publicId() {
    return "badge " + id;
  }

  @Override
  public ClientPrincipal client() {
    return new ClientPrincipal("badge-client", Set.of("profile:read"));
  }

  @Override
  public Optional<AuthError> whenAlone() {
    return Optional.empty();
  }

  @Override
  public AuthError whenOfAnotherClient() {
    return AuthError.BEARER_INVALID;
  }

  @Override
  public boolean isRevokedIn(RevocationState state) {
    return state.revokes(RevocationKey.of(RevocationKind.TOKEN, id), Instant.EPOCH);
  }

  @Override
  public AuthError whenRevoked() {
    return AuthError.BEARER_REVOKED;
  }

  @Override
  public Optional<Instant> expiresAt() {
    return Optional.empty();
  }

  @Override
  public AuthError whenExpired() {
    return AuthError.BEARER_EXPIRED;
  }
}
