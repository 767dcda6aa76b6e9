package dev.postern.auth.client;

import dev.postern.common.auth.AuthError;

/** What a request to an OAuth endpoint says about its client. */
public sealed interface CredentialsReading {

  record Read(ClientCredentials credentials) implements CredentialsReading {}

  record Absent() implements CredentialsReading {}

  record Unreadable(AuthError error) implements CredentialsReading {}
}
