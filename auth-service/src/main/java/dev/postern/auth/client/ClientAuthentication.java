package dev.postern.auth.client;

/** The outcome of authenticating a client. */
public sealed interface ClientAuthentication {

  record Authenticated(Client client) implements ClientAuthentication {}

  /**
   * @param detail for the decision log; callers do not see it
   */
  record NotAuthenticated(String detail) implements ClientAuthentication {}
}
