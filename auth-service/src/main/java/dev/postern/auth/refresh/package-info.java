/**
 * Refresh tokens: families of them, of which one token is live at a time.
 *
 * <p>{@link dev.postern.auth.refresh.RefreshTokens} decides what a presented token gets; {@link
 * dev.postern.auth.refresh.RefreshTokenStore} is the record, and rotates in one statement. It is
 * SQL, because it locks: concurrent requests with one token are decided by the database.
 */
@NullMarked
package dev.postern.auth.refresh;

import org.jspecify.annotations.NullMarked;
