/**
 * The log of security events: written with the change itself, relayed to Redis, and served to
 * verifiers as a snapshot and as a stream.
 *
 * <p>{@link dev.postern.auth.event.SecurityEventLog} writes an event. {@link
 * dev.postern.auth.event.EventLogPoller} reads the events of all replicas, applies them here and
 * passes them to the relay, which copies them to Redis. {@link dev.postern.auth.event.EventFeed}
 * sends them over gRPC. {@link dev.postern.auth.event.Verifiers} knows which events are in force at
 * each verifier.
 */
@NullMarked
package dev.postern.auth.event;

import org.jspecify.annotations.NullMarked;
