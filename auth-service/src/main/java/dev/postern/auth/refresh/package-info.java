/**
 * Refresh tokens: families of them, of which one is alive at a time.
 *
 * <p>{@link dev.postern.auth.refresh.RefreshTokens} decides; {@link
 * dev.postern.auth.refresh.RefreshTokenStore} is the record, and rotates in one statement.
 */
@NullMarked
package dev.postern.auth.refresh;

import org.jspecify.annotations.NullMarked;
