package dev.postern.customer.outbox;

import java.time.Instant;

/**
 * A message in the table of its outbox.
 *
 * @param seq the number of its row
 * @param at when it was placed, or when it falls due, by the database's clock
 */
public record Placed<T>(long seq, T message, Instant at) {}
