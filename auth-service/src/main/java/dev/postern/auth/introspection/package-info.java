/**
 * What a presented token is: the introspection endpoint (RFC 7662), and the look-up that the
 * revocation endpoint shares.
 *
 * <p>{@link dev.postern.auth.introspection.PresentedTokens} verifies a signed token or finds a
 * refresh token, and answers with a {@link dev.postern.auth.introspection.PresentedToken}. {@link
 * dev.postern.auth.introspection.IntrospectionResource} describes it to a client that may ask.
 */
@NullMarked
package dev.postern.auth.introspection;

import org.jspecify.annotations.NullMarked;
