package dev.postern.common.key;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bounded cache of a directory's look-ups. A result is fresh for its time to live and is then
 * loaded again. While loading fails, an entry found before is used; without one, the failure is
 * passed on.
 */
final class LookupCache<K, V> {

  /**
   * During an outage a stale entry is used this long before the next attempt, so that not every
   * caller waits for the directory's timeout.
   */
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Cache<K, CachedResult<V>> results;
  private final long timeToLiveNanos;
  private final Ticker ticker;
  private final AtomicLong generation = new AtomicLong();

  LookupCache(CacheBounds bounds, Ticker ticker) {
    Duration timeToLive = bounds.timeToLive();
    Duration maxAge = timeToLive.plus(bounds.staleIfError());
    this.timeToLiveNanos = timeToLive.toNanos();
    this.ticker = ticker;
    this.results =
        Caffeine.newBuilder()
            .maximumSize(bounds.maxEntries())
            .expireAfter(
                Expiry.<K, CachedResult<V>>writing(
                    (key, result) -> result.found.isPresent() ? maxAge : timeToLive))
            .ticker(ticker)
            .build();
  }

  /** One result. Its generation tells whether the cache was invalidated after the look-up began. */
  private static final class CachedResult<V> {
    private final Optional<V> found;
    private final long generation;
    private volatile long freshUntilNanos;

    CachedResult(Optional<V> found, long generation, long freshUntilNanos) {
      this.found = found;
      this.generation = generation;
      this.freshUntilNanos = freshUntilNanos;
    }
  }

  /** A result that is still fresh; null if it must be loaded. */
  @Nullable Optional<V> fresh(K key) {
    CachedResult<V> cached = current(key);
    return cached != null && cached.freshUntilNanos - ticker.read() > 0 ? cached.found : null;
  }

  /**
   * Loads and caches the result. If loading fails, the entry found before is used; without one, the
   * {@code Uni} fails.
   */
  Uni<Optional<V>> load(K key, Supplier<Uni<Optional<V>>> directory) {
    long startedIn = generation.get();
    return directory
        .get()
        .invoke(found -> put(key, new CachedResult<>(found, startedIn, inNanos(timeToLiveNanos))))
        .onFailure()
        .recoverWithUni(outage -> staleOrFailure(key, outage));
  }

  /** Invalidates all results, including those still being loaded. */
  void forget() {
    generation.incrementAndGet();
    results.invalidateAll();
  }

  private Uni<Optional<V>> staleOrFailure(K key, Throwable outage) {
    CachedResult<V> cached = current(key);
    if (cached == null || cached.found.isEmpty()) {
      return Uni.createFrom().failure(outage);
    }
    cached.freshUntilNanos = inNanos(RETRY_AFTER.toNanos());
    return Uni.createFrom().item(cached.found);
  }

  /**
   * A look-up that was in flight during an invalidation may still be stored here; its generation
   * hides it.
   */
  private @Nullable CachedResult<V> current(K key) {
    CachedResult<V> cached = results.getIfPresent(key);
    return cached != null && cached.generation == generation.get() ? cached : null;
  }

  private void put(K key, CachedResult<V> cached) {
    results
        .asMap()
        .merge(
            key,
            cached,
            (earlier, later) -> later.generation < earlier.generation ? earlier : later);
  }

  private long inNanos(long nanos) {
    return ticker.read() + nanos;
  }
}
