/**
 * A customer's life as operators see it: made, disabled, enabled, given a new password, erased; and
 * who is behind an identifier.
 *
 * <p>{@link dev.postern.customer.admin.CustomerResource} takes the call, {@link
 * dev.postern.customer.admin.CustomerAdmin} makes the change in one transaction with what it ends,
 * and {@link dev.postern.customer.admin.CustomerRecords} holds the statements.
 */
@NullMarked
package dev.postern.customer.admin;

import org.jspecify.annotations.NullMarked;
