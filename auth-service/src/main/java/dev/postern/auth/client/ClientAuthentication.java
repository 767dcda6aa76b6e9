package dev.postern.auth.client;

/** What became of a client's credentials. */
public sealed interface ClientAuthentication {

  record Authenticated(Client client) implements ClientAuthentication {}

  /**
   * @param detail for the audit line; callers are not told
   */
  record NotAuthenticated(String detail) implements ClientAuthentication {}
}
