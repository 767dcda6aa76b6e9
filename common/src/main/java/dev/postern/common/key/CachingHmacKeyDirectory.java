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
import java.util.concurrent.atomic.AtomicLong;

/**
 * Remembers the directory's answers, the empty ones too, for a short while, up to a bound, and
 * until something is said to have changed.
 *
 * <p>A key id is no secret, and anybody can invent one: so many ids never seen alive here are
 * looked up at the same time, and no more. Those that were alive are looked up always.
 */
public final class CachingHmacKeyDirectory implements HmacKeyDirectory {

  /** Too many unknown ids at once: nothing can be said of another one now. */
  public static final class TooManyUnknown extends Exception {
    private static final long serialVersionUID = 1L;

    TooManyUnknown() {
      super("too many unknown HMAC keys", null, false, false);
    }
  }

  private static final Duration KNOWN_FOR = Duration.ofHours(25);

  private final HmacKeyDirectory origin;
  private final int maxUnknownAtOnce;
  private final Cache<String, Optional<HmacKey>> answers;
  private final Cache<String, Boolean> seenAlive;
  private final Map<String, Uni<Optional<HmacKey>>> underWay = new ConcurrentHashMap<>();
  private final AtomicLong generation = new AtomicLong();
  private final AtomicInteger unknownUnderWay = new AtomicInteger();

  public CachingHmacKeyDirectory(
      HmacKeyDirectory origin, Bounds bounds, Duration timeToLive, Ticker ticker) {
    this.origin = origin;
    this.maxUnknownAtOnce = bounds.maxUnknownAtOnce();
    this.answers =
        Caffeine.newBuilder()
            .maximumSize(bounds.maxEntries())
            .expireAfterWrite(timeToLive)
            .ticker(ticker)
            .build();
    this.seenAlive =
        Caffeine.newBuilder()
            .maximumSize(bounds.maxEntries())
            .expireAfterWrite(KNOWN_FOR)
            .ticker(ticker)
            .build();
  }

  /**
   * @param maxUnknownAtOnce how many ids that were never alive here are looked up
   */
  public record Bounds(int maxEntries, int maxUnknownAtOnce) {}

  @Override
  public Uni<Optional<HmacKey>> findHmacKey(String id) {
    Optional<HmacKey> known = answers.getIfPresent(id);
    return known != null ? Uni.createFrom().item(known) : Uni.createFrom().deferred(() -> join(id));
  }

  /** Who asks while somebody else does waits for the same answer. */
  private Uni<Optional<HmacKey>> join(String id) {
    Uni<Optional<HmacKey>> asked = underWay.get(id);
    if (asked != null) {
      return asked;
    }
    if (seenAlive.getIfPresent(id) != null) {
      return underWay.computeIfAbsent(id, this::ask);
    }
    if (unknownUnderWay.incrementAndGet() > maxUnknownAtOnce) {
      unknownUnderWay.decrementAndGet();
      return Uni.createFrom().failure(new TooManyUnknown());
    }
    return underWay
        .computeIfAbsent(id, this::ask)
        .onTermination()
        .invoke(unknownUnderWay::decrementAndGet);
  }

  private Uni<Optional<HmacKey>> ask(String id) {
    long asked = generation.get();
    return origin
        .findHmacKey(id)
        .invoke(found -> remember(id, found, asked))
        .onTermination()
        .invoke(() -> underWay.remove(id))
        .memoize()
        .indefinitely();
  }

  /** A key has changed or died, or may have: nothing of what is remembered counts any more. */
  public void forget() {
    generation.incrementAndGet();
    underWay.clear();
    answers.invalidateAll();
  }

  /** An answer under way when something changed may be an old one. */
  private void remember(String id, Optional<HmacKey> found, long asked) {
    if (found.isPresent()) {
      seenAlive.put(id, true);
    }
    answers.put(id, found);
    if (generation.get() != asked) {
      answers.invalidate(id);
    }
  }
}
