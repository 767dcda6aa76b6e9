/**
 * Customers' sessions: each login is a row here, whether it is carried on by a cookie, by a token
 * or by refresh tokens, so that all of them can be listed and ended.
 *
 * <p>A session ends here first, in one transaction with the order to revoke its tokens;
 * auth-service is told behind the commit, and again by {@link
 * dev.postern.customer.session.SessionHousekeeping} if it could not be reached.
 */
@NullMarked
package dev.postern.customer.session;

import org.jspecify.annotations.NullMarked;
