/**
 * How often anybody may guess a password.
 *
 * <p>Each login first reserves a place at its counters, is then decided, and settles the
 * reservation by what came of it ({@link dev.postern.customer.limit.LoginLimits}). A stranger is
 * counted by address and account; whoever holds a device cookie for the account ({@link
 * dev.postern.customer.limit.DeviceCookies}) by that device, and by all known devices of the
 * account together, so that strangers cannot lock them out. The counters are in Redis, shared by
 * all replicas; while it is away, each replica counts by itself, or refuses.
 */
@NullMarked
package dev.postern.customer.limit;

import org.jspecify.annotations.NullMarked;
