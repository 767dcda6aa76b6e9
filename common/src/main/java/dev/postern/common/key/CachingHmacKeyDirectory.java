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
 * Remembers the directory's answers, the empty ones too, for a short while, up to a bound, and
 * until something is said to have changed. During an outage of the directory what it found before
 * is the answer for a while longer.
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
  private final RememberedAnswers<String, HmacKey> answers;
  private final Cache<String, Boolean> seenAlive;
  private final Map<String, Uni<Optional<HmacKey>>> underWay = new ConcurrentHashMap<>();
  private final AtomicInteger unknownUnderWay = new AtomicInteger();

  /**
   * @param maxUnknownAtOnce how many ids that were never alive here are looked up
   */
  public CachingHmacKeyDirectory(
      HmacKeyDirectory origin, AnswerBounds bounds, int maxUnknownAtOnce, Ticker ticker) {
    this.origin = origin;
    this.maxUnknownAtOnce = maxUnknownAtOnce;
    this.answers = new RememberedAnswers<>(bounds, ticker);
    this.seenAlive =
        Caffeine.newBuilder()
            .maximumSize(bounds.maxEntries())
            .expireAfterWrite(KNOWN_FOR)
            .ticker(ticker)
            .build();
  }

  @Override
  public Uni<Optional<HmacKey>> findHmacKey(String id) {
    Optional<HmacKey> known = answers.fresh(id);
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
    return answers
        .ask(id, () -> origin.findHmacKey(id))
        .invoke(found -> found.ifPresent(key -> seenAlive.put(id, true)))
        .onTermination()
        .invoke(() -> underWay.remove(id))
        .memoize()
        .indefinitely();
  }

  /** A key has changed or died, or may have: nothing of what is remembered counts any more. */
  public void forget() {
    answers.forget();
    underWay.clear();
  }
}
