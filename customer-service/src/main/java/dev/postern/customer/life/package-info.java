/**
 * A customer's life as operators see it: made, disabled, enabled, given a new password, erased; and
 * who is behind an identifier.
 *
 * <p>{@link dev.postern.customer.life.CustomerResource} takes the call, {@link
 * dev.postern.customer.life.CustomerAdmin} makes the change in one transaction with what it ends,
 * and {@link dev.postern.customer.life.CustomerRecords} holds the statements.
 */
@NullMarked
package dev.postern.customer.life;

import org.jspecify.annotations.NullMarked;
