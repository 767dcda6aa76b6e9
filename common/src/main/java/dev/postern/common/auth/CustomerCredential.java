package dev.postern.common.auth;

import dev.postern.common.secret.Secret;
import dev.postern.common.session.CustomerSession;

/** A credential that authenticates a customer: a customer token, or the cookie of a session. */
public interface CustomerCredential extends ProvenCredential {

  /** The session that the credential belongs to. */
  CustomerSession session();

  /** The credential as it was sent. */
  Secret asSent();

  default CustomerPrincipal customer() {
    return new CustomerPrincipal(session().customerId());
  }
}
