package dev.postern.common.key;

import java.time.Duration;

/**
 * The bounds of a lookup cache.
 *
 * @param timeToLive how long a result is fresh
 * @param staleIfError how much longer a found entry is used while the directory fails (like {@code
 *     stale-if-error}, RFC 5861 §4)
 */
public record CacheBounds(int maxEntries, Duration timeToLive, Duration staleIfError) {}
