package dev.postern.common.auth;

/** What was found in a request: nothing, something unreadable, or credentials. No fourth. */
public sealed interface Extraction {

  /** A credential that the method asks for is not there. */
  record NotPresented(AuthError error) implements Extraction {}

  /** A credential is there twice, in the wrong place, or unreadable. */
  record Malformed(AuthError error) implements Extraction {}

  /** All that the method asks for is there. */
  record Presented(Credentials credentials) implements Extraction {}
}
