/**
 * Recognising a customer: one path for every outcome, so that a failure tells nothing.
 *
 * <p>{@link dev.postern.customer.login.LoginResource} speaks the ASAPP contract; {@link
 * dev.postern.customer.login.PasswordAuthenticator} decides; {@link
 * dev.postern.customer.login.LoginService} begins the session; auth-service issues the token.
 */
@NullMarked
package dev.postern.customer.login;

import org.jspecify.annotations.NullMarked;
