package dev.postern.common.key;

import com.github.benmanes.caffeine.cache.Ticker;
import io.smallrye.mutiny.Uni;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Remembers the directory's answers, the empty ones too, for a short while, up to a bound, and
 * until something is said to have changed. During an outage of the directory what it found before
 * is the answer for a while longer.
 *
 * <p>A hit needs no I/O.
 */
public final class CachingCredentialDirectory implements CredentialDirectory {
  private final CredentialDirectory origin;
  private final RememberedAnswers<ByteBuffer, ApiKey> apiKeys;

  public CachingCredentialDirectory(
      CredentialDirectory origin, AnswerBounds bounds, Ticker ticker) {
    this.origin = origin;
    this.apiKeys = new RememberedAnswers<>(bounds, ticker);
  }

  @Override
  public Uni<Optional<ApiKey>> findApiKey(OpaqueToken presented) {
    ByteBuffer digest = ByteBuffer.wrap(presented.digest());
    Optional<ApiKey> known = apiKeys.fresh(digest);
    return known != null
        ? Uni.createFrom().item(known)
        : apiKeys.ask(digest, () -> origin.findApiKey(presented));
  }

  /** What has died meanwhile may not be known: nothing of what is remembered counts any more. */
  public void forget() {
    apiKeys.forget();
  }
}
