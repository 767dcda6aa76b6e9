/**
 * Issuing tokens.
 *
 * <p>At {@link dev.postern.auth.token.TokenResource} an authenticated client asks for a {@link
 * dev.postern.auth.token.Grant}, which decides the scopes and the lifetime; {@link
 * dev.postern.auth.token.TokenIssuer} dates and signs the token. customer-service obtains customer
 * tokens at {@link dev.postern.auth.token.CustomerTokensGrpcService}, and {@link
 * dev.postern.auth.token.DsquaresRefreshResource} refreshes them.
 */
@NullMarked
package dev.postern.auth.token;

import org.jspecify.annotations.NullMarked;
