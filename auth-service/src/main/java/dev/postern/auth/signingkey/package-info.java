/**
 * The keys that tokens are signed with: made here, sealed at rest, published, and used by {@link
 * dev.postern.auth.signingkey.SigningKeys} alone.
 */
@NullMarked
package dev.postern.auth.signingkey;

import org.jspecify.annotations.NullMarked;
