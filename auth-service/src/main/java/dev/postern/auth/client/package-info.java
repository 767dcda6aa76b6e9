/**
 * Clients: who may ask for tokens, with which secrets and for which scopes.
 *
 * <p>{@link dev.postern.auth.client.ClientAuthenticator} proves a client at the token endpoint;
 * {@link dev.postern.auth.client.ClientResource} is where operators make and end them.
 */
@NullMarked
package dev.postern.auth.client;

import org.jspecify.annotations.NullMarked;
