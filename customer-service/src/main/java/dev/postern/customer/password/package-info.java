/**
 * Password hashes, whatever system they come from.
 *
 * <p>{@link dev.postern.customer.password.PasswordHash} reads a stored hash. {@link
 * dev.postern.customer.password.PasswordPool} compares it with a password on a few threads of its
 * own. {@link dev.postern.customer.password.Decoys} provides a hash for unknown usernames, and
 * {@link dev.postern.customer.password.HashRenewal} replaces outdated hashes after a login.
 */
@NullMarked
package dev.postern.customer.password;

import org.jspecify.annotations.NullMarked;
