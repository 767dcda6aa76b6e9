package dev.postern.common.auth;

/** A credential that belongs to one client. All of one request must belong to the same client. */
public interface ClientBound extends ProvenCredential {

  String clientId();

  /** The error if the request's principal is another client. */
  AuthError whenOfAnotherClient();
}
