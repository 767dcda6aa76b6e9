/**
 * Revoking tokens before they expire.
 *
 * <p>A client revokes its own token at {@link dev.postern.auth.revocation.RevocationResource} (RFC
 * 7009). {@link dev.postern.auth.revocation.TokenRevoker} ends the refresh families and appends the
 * security events in one transaction; operators and customer-service reach it through packages
 * {@code event} and {@code token}. It is SQL, because it locks.
 */
@NullMarked
package dev.postern.auth.revocation;

import org.jspecify.annotations.NullMarked;
