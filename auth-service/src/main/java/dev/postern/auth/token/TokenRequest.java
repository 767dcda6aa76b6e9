package dev.postern.auth.token;

import dev.postern.auth.client.ClientCredentials;
import java.util.Optional;

/** A token request of the right form, nothing proven yet. */
record TokenRequest(ClientCredentials credentials, String grantType, Optional<String> scope) {}
