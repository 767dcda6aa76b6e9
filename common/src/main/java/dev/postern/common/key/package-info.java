/**
 * The credentials that Postern issues, and the directories in which verifiers look them up. Pure.
 *
 * <p>{@link dev.postern.common.key.OpaqueToken} parses a presented token without a look-up. A
 * {@link dev.postern.common.key.CredentialDirectory} or {@link
 * dev.postern.common.key.HmacKeyDirectory} then finds the active credential: first in a bounded
 * cache, then through gRPC at auth-service ({@code common.remote}). Security events invalidate the
 * cache.
 */
@NullMarked
package dev.postern.common.key;

import org.jspecify.annotations.NullMarked;
