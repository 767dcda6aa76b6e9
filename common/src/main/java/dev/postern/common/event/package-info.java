/**
 * Security events: how any credential is killed everywhere.
 *
 * <p>auth-service writes each {@link dev.postern.common.event.SecurityEvent} under a gapless
 * number. Every verifier keeps the live ones in its {@link dev.postern.common.event.EventView} and
 * asks it at each request; the view knows how stale it is. How events travel is in {@code
 * common.transport}.
 */
@NullMarked
package dev.postern.common.event;

import org.jspecify.annotations.NullMarked;
