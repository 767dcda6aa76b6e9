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
 * A directory's answers, up to a bound. After a while each is asked for again; while that fails,
 * what was found before is the answer. What was not found is asked for again or is a failure.
 */
final class RememberedAnswers<K, V> {

  /** During an outage, so that not every caller waits for the directory to be late. */
  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

  private final Cache<K, Answer<V>> answers;
  private final long timeToLiveNanos;
  private final Ticker ticker;
  private final AtomicLong generation = new AtomicLong();

  RememberedAnswers(AnswerBounds bounds, Ticker ticker) {
    Duration timeToLive = bounds.timeToLive();
    Duration atMost = timeToLive.plus(bounds.inOutage());
    this.timeToLiveNanos = timeToLive.toNanos();
    this.ticker = ticker;
    this.answers =
        Caffeine.newBuilder()
            .maximumSize(bounds.maxEntries())
            .expireAfter(
                Expiry.<K, Answer<V>>writing(
                    (key, answer) -> answer.found.isPresent() ? atMost : timeToLive))
            .ticker(ticker)
            .build();
  }

  /** One answer, by the generation in which it was asked for. */
  private static final class Answer<V> {
    private final Optional<V> found;
    private final long generation;
    private volatile long askAgainNanos;

    Answer(Optional<V> found, long generation, long askAgainNanos) {
      this.found = found;
      this.generation = generation;
      this.askAgainNanos = askAgainNanos;
    }
  }

  /** What need not be asked for; null: it must be. */
  @Nullable Optional<V> fresh(K key) {
    Answer<V> answer = remembered(key);
    return answer != null && answer.askAgainNanos - ticker.read() > 0 ? answer.found : null;
  }

  /** Asks, and remembers the answer. Fails if that fails and nothing was found before. */
  Uni<Optional<V>> ask(K key, Supplier<Uni<Optional<V>>> question) {
    long asked = generation.get();
    return question
        .get()
        .invoke(found -> remember(key, new Answer<>(found, asked, inNanos(timeToLiveNanos))))
        .onFailure()
        .recoverWithUni(outage -> foundBefore(key, outage));
  }

  /** Nothing of what is remembered counts any more, nor what is being asked for. */
  void forget() {
    generation.incrementAndGet();
    answers.invalidateAll();
  }

  private Uni<Optional<V>> foundBefore(K key, Throwable outage) {
    Answer<V> answer = remembered(key);
    if (answer == null || answer.found.isEmpty()) {
      return Uni.createFrom().failure(outage);
    }
    answer.askAgainNanos = inNanos(ASK_AGAIN.toNanos());
    return Uni.createFrom().item(answer.found);
  }

  /** An answer that was under way when all was forgotten may be put here, and is not seen. */
  private @Nullable Answer<V> remembered(K key) {
    Answer<V> answer = answers.getIfPresent(key);
    return answer != null && answer.generation == generation.get() ? answer : null;
  }

  private void remember(K key, Answer<V> answer) {
    answers
        .asMap()
        .merge(key, answer, (old, late) -> late.generation < old.generation ? old : late);
  }

  private long inNanos(long nanos) {
    return ticker.read() + nanos;
  }
}
