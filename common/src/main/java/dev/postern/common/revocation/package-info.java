/**
 * Security events: how any credential is revoked everywhere.
 *
 * <p>auth-service writes each {@link dev.postern.common.revocation.SecurityEvent} under a gapless
 * number. Every verifier keeps the events in force in its {@link
 * dev.postern.common.revocation.RevocationState}, which the pipeline asks at each request; the
 * state knows how stale it is. How events travel is in {@code common.distribution}.
 */
@NullMarked
package dev.postern.common.revocation;

import org.jspecify.annotations.NullMarked;
