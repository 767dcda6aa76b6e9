/**
 * Sealed cookies: {@link dev.postern.customer.sealing.CookieSeal} encrypts and authenticates their
 * values, so that no other party can read or make them. Sessions and known devices use it.
 */
@NullMarked
package dev.postern.customer.sealing;

import org.jspecify.annotations.NullMarked;
