package dev.postern.common.auth;

import java.util.Optional;

/** A credential that authenticates a client, alone or beside another one. */
public interface ClientCredential extends ClientBound {

  ClientPrincipal client();

  @Override
  default String clientId() {
    return client().clientId();
  }

  /** The error if this is the only client credential of the request and may not stand alone. */
  Optional<AuthError> whenAlone();
}
