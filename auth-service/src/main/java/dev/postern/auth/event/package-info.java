/**
 * The log of security events: written with the change itself, relayed to Redis, and served to
 * verifiers as a snapshot and as a stream.
 *
 * <p>{@link dev.postern.auth.event.SecurityEventLog} writes; {@link
 * dev.postern.auth.event.EventLogPoller} reads what any replica has written, puts it in force here
 * and hands it to the relay; {@link dev.postern.auth.event.Verifiers} knows how far everybody has
 * come.
 */
@NullMarked
package dev.postern.auth.event;

import org.jspecify.annotations.NullMarked;
