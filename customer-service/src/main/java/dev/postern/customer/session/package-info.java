/**
 * Customers' sessions. Each login is a row here, whether a cookie, a token or refresh tokens carry
 * it on, so that all of them can be listed and ended.
 *
 * <p>A login starts a session ({@link dev.postern.customer.session.SessionStarter}). The guard
 * finds the session of a cookie ({@link dev.postern.customer.session.StoredSessionDirectory}). The
 * resources list sessions, issue fresh tokens ({@link dev.postern.customer.session.SessionTokens})
 * and end sessions ({@link dev.postern.customer.session.SessionTerminator}). A session ends in one
 * transaction with the order to revoke its tokens, which the {@link
 * dev.postern.customer.outbox.Outbox} delivers to auth-service after the commit.
 */
@NullMarked
package dev.postern.customer.session;

import org.jspecify.annotations.NullMarked;
