/**
 * Clients: how they authenticate, which grants they may use, and for which scopes.
 *
 * <p>{@link dev.postern.auth.client.ClientCredentials} is what a request presents; {@link
 * dev.postern.auth.client.ClientAuthenticator} compares a secret, or has an assertion verified.
 * Operators create and disable clients at {@link dev.postern.auth.client.ClientResource}, and
 * replace secrets at {@link dev.postern.auth.client.ClientSecretResource}. {@link
 * dev.postern.auth.client.BootstrapClients} declares Postern's own services at the start.
 *
 * <p>Clients and secrets are entities (Panache), because operators edit them; used assertions are
 * SQL, because their insert decides between replicas.
 */
@NullMarked
package dev.postern.auth.client;

import org.jspecify.annotations.NullMarked;
