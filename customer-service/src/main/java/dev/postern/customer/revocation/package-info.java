/**
 * Orders to auth-service to revoke the tokens of a session, or all tokens of a customer.
 *
 * <p>A change returns its {@link dev.postern.customer.revocation.RevocationOrder}s. The {@link
 * dev.postern.customer.outbox.Outbox} commits them with the change into the table {@code
 * revocation_order} ({@link dev.postern.customer.revocation.RevocationOrders}) and then sends them
 * to auth-service ({@link dev.postern.customer.revocation.RevocationDelivery}).
 */
@NullMarked
package dev.postern.customer.revocation;

import org.jspecify.annotations.NullMarked;
