/**
 * Adapters to Redis: the store of nonces and its epochs, and the readiness check of its eviction
 * policy. The event stream in Redis belongs to {@code distribution}.
 */
@NullMarked
package dev.postern.common.redis;

import org.jspecify.annotations.NullMarked;
