/**
 * Limits how often passwords may be guessed.
 *
 * <p>A login enters the {@link dev.postern.customer.limit.LoginBulkhead}, which bounds the logins
 * in progress. {@link dev.postern.customer.limit.LoginLimits} then reserves the attempt at its
 * counters and returns an {@link dev.postern.customer.limit.Admission}. The holder of the {@link
 * dev.postern.customer.limit.Permit} settles it with the result of the comparison. A login from an
 * unknown device is counted by address and account; a login with a device cookie of the account
 * ({@link dev.postern.customer.limit.DeviceCookies}) is counted by that device, and by all known
 * devices of the account together, so that strangers cannot lock them out. All replicas share the
 * counters in Redis. While Redis is not available, each replica counts locally or refuses.
 */
@NullMarked
package dev.postern.customer.limit;

import org.jspecify.annotations.NullMarked;
