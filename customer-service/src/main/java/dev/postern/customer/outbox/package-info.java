/**
 * A transactional outbox: messages to another service that must not get lost.
 *
 * <p>A change places its messages in the outbox's table within its own transaction ({@link
 * dev.postern.customer.outbox.OutboxTable}). After the commit {@link
 * dev.postern.customer.outbox.Outbox} delivers them ({@link dev.postern.customer.outbox.Delivery})
 * and deletes the rows. Messages that could not be delivered are delivered by rounds, which every
 * replica runs. A message can be delivered twice, so delivery must be idempotent.
 */
@NullMarked
package dev.postern.customer.outbox;

import org.jspecify.annotations.NullMarked;
