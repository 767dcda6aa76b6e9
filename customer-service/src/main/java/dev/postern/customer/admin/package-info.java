/**
 * The administration of customers: creating, disabling and enabling them, resetting passwords,
 * erasure, and tracing an identifier back to its customer.
 *
 * <p>{@link dev.postern.customer.admin.CustomerResource} takes the call. {@link
 * dev.postern.customer.admin.CustomerAdmin} makes the change in one transaction with the orders to
 * revoke what it ends; creation and erasure, which also touch profiles, have classes of their own.
 * {@link dev.postern.customer.account.CustomerTable} holds the statements, and {@link
 * dev.postern.customer.admin.AdminLog} writes the decision-log line.
 */
@NullMarked
package dev.postern.customer.admin;

import org.jspecify.annotations.NullMarked;
