/**
 * Clients: who may ask for tokens, proven by which secrets or keys, by which grants and for which
 * scopes.
 *
 * <p>{@link dev.postern.auth.client.ClientCredentials} is what a request presents, and {@link
 * dev.postern.auth.client.ClientAuthenticator} proves a client by it. {@link
 * dev.postern.auth.client.ClientResource} is where operators make and end clients, {@link
 * dev.postern.auth.client.ClientSecretResource} where they let one secret follow another.
 */
@NullMarked
package dev.postern.auth.client;

import org.jspecify.annotations.NullMarked;
