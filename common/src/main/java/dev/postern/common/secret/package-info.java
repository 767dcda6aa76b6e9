/**
 * The type of every value that must not appear in a log, an error or a debugger, and the digests.
 *
 * <p>A secret becomes a {@link dev.postern.common.secret.Secret} where it is read from a request or
 * from the configuration. {@link dev.postern.common.secret.Digests} computes what may be stored,
 * compared or sent in its place.
 */
@NullMarked
package dev.postern.common.secret;

import org.jspecify.annotations.NullMarked;
