/**
 * The keys with which clients sign their requests.
 *
 * <p>Operators create, rotate and revoke them at {@link dev.postern.auth.hmackey.HmacKeyResource};
 * {@link dev.postern.auth.hmackey.HmacKeys} answers the other services through package {@code
 * directory}. Verifying needs the secret, so it is kept sealed, not hashed. A key is an entity
 * (Panache), because operators edit it; an edit locks its row.
 */
@NullMarked
package dev.postern.auth.hmackey;

import org.jspecify.annotations.NullMarked;
