/**
 * The revocations in force, as every verifier knows them.
 *
 * <p>auth-service writes each {@link dev.postern.common.revocation.SecurityEvent} under a gapless
 * number: a revocation, or a change of data of which others hold copies. Every verifier applies the
 * events to its {@link dev.postern.common.revocation.RevocationState}. The pipeline asks that state
 * at each request, and the state knows how stale it is. {@code common.distribution} transports the
 * events.
 */
@NullMarked
package dev.postern.common.revocation;

import org.jspecify.annotations.NullMarked;
