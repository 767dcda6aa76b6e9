/**
 * Logins by username and password. All failures take one path and get one answer, so that a failure
 * reveals nothing.
 *
 * <p>A resource reads the request: {@link dev.postern.customer.login.LoginResource} for the ASAPP
 * contract, {@link dev.postern.customer.login.DsquaresLoginResource} for the Dsquares contract.
 * {@link dev.postern.customer.login.LoginService} has {@link
 * dev.postern.customer.login.PasswordAuthenticator} authenticate the customer (read, admit,
 * compare, settle) and then begins the session, for which auth-service issues the token. {@link
 * dev.postern.customer.login.LoginLog} writes the decision-log line. {@link
 * dev.postern.customer.login.PasswordResource} changes the password of a customer who is logged in.
 */
@NullMarked
package dev.postern.customer.login;

import org.jspecify.annotations.NullMarked;
