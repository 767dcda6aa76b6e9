package dev.postern.common.key;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A bounded cache in front of an {@link HmacKeyDirectory}. A hit needs no I/O.
 *
 * <p>It caches empty results too. {@link #forget} drops everything when a security event changes a
 * key. While the directory fails, a key found before stays valid for {@link
 * CacheBounds#staleIfError} longer; without one, the {@code Uni} fails.
 *
 * <p>A key id is not secret, so anyone can invent ids. The number of concurrent look-ups of ids
 * that this process has never seen active is therefore bounded. Ids seen active before are always
 * looked up.
 */
public final class CachingHmacKeyDirectory implements HmacKeyDirectory {

  /**
   * Too many look-ups of unknown ids are in flight, so nothing can be decided about another one.
   */
  public static final class TooManyUnknownKeysException extends Exception {
    private static final long serialVersionUID = 1L;

    TooManyUnknownKeysException() {
      super("too many unknown HMAC keys", null, false, false);
    }
  }

  private static final Duration SEEN_ACTIVE_FOR = Duration.ofHours(25);

  private final HmacKeyDirectory directory;
  private final int maxUnknownInFlight;
  private final LookupCache<String, HmacKey> cache;
  private final Cache<String, Boolean> seenActive;
  private final Map<String, Uni<Optional<HmacKey>>> inFlight = new ConcurrentHashMap<>();
  private final AtomicInteger unknownInFlight = new AtomicInteger();

  /**
   * @param maxUnknownInFlight how many ids never seen active may be looked up concurrently
   */
  public CachingHmacKeyDirectory(
      HmacKeyDirectory directory, CacheBounds bounds, int maxUnknownInFlight, Ticker ticker) {
    this.directory = directory;
    this.maxUnknownInFlight = maxUnknownInFlight;
    this.cache = new LookupCache<>(bounds, ticker);
    this.seenActive =
        Caffeine.newBuilder()
            .maximumSize(bounds.maxEntries())
            .expireAfterWrite(SEEN_ACTIVE_FOR)
            .ticker(ticker)
            .build();
  }

  @Override
  public Uni<Optional<HmacKey>> findHmacKey(String id) {
    Optional<HmacKey> cached = cache.fresh(id);
    return cached != null
        ? Uni.createFrom().item(cached)
        : Uni.createFrom().deferred(() -> join(id));
  }

  /** Concurrent look-ups of one id share a single request. */
  private Uni<Optional<HmacKey>> join(String id) {
    Uni<Optional<HmacKey>> loading = inFlight.get(id);
    if (loading != null) {
      return loading;
    }
    if (seenActive.getIfPresent(id) != null) {
      return inFlight.computeIfAbsent(id, this::load);
    }
    if (unknownInFlight.incrementAndGet() > maxUnknownInFlight) {
      unknownInFlight.decrementAndGet();
      return Uni.createFrom().failure(new TooManyUnknownKeysException());
    }
    return inFlight
        .computeIfAbsent(id, this::load)
        .onTermination()
        .invoke(unknownInFlight::decrementAndGet);
  }

  private Uni<Optional<HmacKey>> load(String id) {
    return cache
        .load(id, () -> directory.findHmacKey(id))
        .invoke(found -> found.ifPresent(key -> seenActive.put(id, true)))
        .onTermination()
        .invoke(() -> inFlight.remove(id))
        .memoize()
        .indefinitely();
  }

  /**
   * Drops all cached results, including those still being loaded: a key has changed or may have.
   */
  public void forget() {
    cache.forget();
    inFlight.clear();
  }
}
